"""Recognise the questions of a letter: the kind of each, its years, its alternatives, and what is unsure. No disk."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from foi_stats.request.intake.account import Account
from foi_stats.request.intake.citations import Cited, citations_in
from foi_stats.request.intake.items import Item, find_items
from foi_stats.request.intake.kinds import IF_ANSWER, IF_LABEL, IF_SO, LABEL, Kind, denies, kind_of, money_or_count
from foi_stats.request.intake.limbs import SAME, Around, DraftLimb, limbs_of
from foi_stats.request.intake.periods import day_in, refers_back
from foi_stats.request.intake.regimes import asks_for_own_data, is_environmental
from foi_stats.request.intake.split import CANNOT
from foi_stats.request.intake.text import plain_quotes
from foi_stats.request.intake.unmet import unmet
from foi_stats.request.intake.years import Years

_REFER = re.compile(
    rf"{CANNOT}[^.?!]{{0,80}}?\b(?:refer|see|go|move|turn|proceed|answer|respond|provide|treat|skip|use"
    rf"|consider)\b(?: (?:instead|on|only|just|back|the|information|response))*"
    rf"(?: (?:to|with|for))?(?: only)? {LABEL}",
    re.IGNORECASE,
)


_QUESTION = re.compile(r"\b(?:questions?|q|part|item|point) ?(\d{1,2} ?\(?[a-z]?\)?)(?!\w)", re.IGNORECASE)
_REPEAT = re.compile(
    rf"\b(?:repeat|(?:give|provide|supply)(?: me)? (?:the )?(?:answers?|same|figures?|information) (?:to|for|in"
    rf"|as(?: in| at| for)?)) {LABEL}",
    re.IGNORECASE,
)
_INSTEAD = re.compile(
    r"(?:^|: )if (?:you|the council|this|that|it) (?:do|does|is|are|can)(?:n't| not|not) (?:record|hold|held|have|keep"
    r"|kept|collect|available|recorded|give|provide)\b[^.?!]{0,200}\binstead\b",
    re.IGNORECASE,
)
_BESIDE = re.compile(r'also (?:names money|asks for a number) \("([^"]+)"\)')
_OF_THOSE = re.compile(
    r"\b(?:of|from|among) (?:those|these|them|which)\b|\b(?:this|that) (?:money|funding|number)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class DraftQuestion:
    """A question as the letter asks it: limbs for figures; otherwise a statement or a confirmation, not answered."""

    id: str
    text: str
    asks: Kind
    limbs: tuple[DraftLimb, ...] = ()
    depends: tuple[str, str] | None = None
    confirms: str = ""
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True)
class RequestLetter:
    """The questions of a letter, without anything that names who wrote it, and an account of all its other words."""

    questions: tuple[DraftQuestion, ...] = ()
    subject: str = ""
    dated: str = ""
    account: Account = field(default_factory=Account)
    cited: tuple[Cited, ...] = ()
    environmental: str = ""

    @property
    def scopes(self) -> tuple[Years, ...]:
        """The years of every limb."""
        return tuple(limb.years for question in self.questions for limb in question.limbs)


def doubts_of(limb: DraftLimb) -> tuple[str, ...]:
    """Return what is unsure about a limb: its periods first."""
    named = limb.years.named or limb.years.doubts
    open_years = () if named else ("the letter names no year: list the financial years",)
    return (*limb.years.doubts, *open_years, *limb.doubts)


def shared_doubts(questions: Sequence[DraftQuestion]) -> dict[str, list[str]]:
    """Return what is unsure about several questions, in the same words, with their ids: it is decided once."""
    found: dict[str, list[str]] = {}
    for question in questions:
        doubts = (*question.doubts, *(doubt for limb in question.limbs for doubt in doubts_of(limb)))
        for doubt in dict.fromkeys(" ".join(doubt.split()) for doubt in doubts):
            found.setdefault(doubt, []).append(question.id)
    return {doubt: ids for doubt, ids in found.items() if len(ids) > 1}


def parse_letter(text: str, received: dt.date | None = None) -> RequestLetter:
    """Return the questions of a letter that was pasted as plain text.

    Parameters
    ----------
    text
        The letter, wrapped or not, with any line endings.
    received
        The day on which it arrived, if that is known: the law that it cites is that of then.

    Returns
    -------
    RequestLetter
        Questions in the letter's order. Alternatives ("if this is too broad, please refer to 1b") are the limbs of one
        question. Nothing is answered; ``doubts`` name what is unsure.
    """
    found = find_items(text)
    asked: dict[str, DraftQuestion] = {}
    for chain in _chains(found.items):
        question = _question(chain, asked, found.opening)
        asked[question.id] = question
    questions = _with_limbs_of_their_own(list(asked.values()))
    environmental = next((one.text for one in found.items if is_environmental(one.text)), "")
    asides = [one.text for one in found.account.asides]
    cited = citations_in(
        [*(item.text for item in found.items), *asides, *found.account.courtesies], received or day_in(found.dated)
    )
    return RequestLetter(tuple(questions), found.subject, found.dated, found.account, cited, environmental)


def _with_limbs_of_their_own(questions: Sequence[DraftQuestion]) -> list[DraftQuestion]:
    """Return questions whose limbs have ids that no question and no other limb has."""
    ids = {question.id for question in questions}
    found = []
    for question in questions:
        names = [limb.id for limb in question.limbs]
        if ids & set(names):
            names = [f"{question.id}-limb-{place}" for place in range(1, len(names) + 1)]
        ids |= set(names)
        limbs = tuple(replace(limb, id=name) for limb, name in zip(question.limbs, names, strict=True))
        found.append(replace(question, limbs=limbs))
    return found


def _chains(items: Sequence[Item]) -> list[tuple[Item, ...]]:
    """Return the items in the order in which they are asked; alternatives of each other stand in the same tuple."""
    by_id = {item.id: item for item in items}
    order = {item.id: place for place, item in enumerate(items)}
    follows: dict[str, str] = {}
    followed: set[str] = set()
    for item in items:
        target = _referred(item, by_id)
        if (
            target
            and order[target] > order[item.id]
            and target not in followed
            and _asks_for_figures(item)
            and (_asks_for_figures(by_id[target]) or SAME.match(by_id[target].text))
        ):
            follows[item.id] = target
            followed.add(target)
    for before, item in itertools.pairwise(items):
        alike = re.match(r"\d+", item.id), re.match(r"\d+", before.id)
        same_number = alike[0] and alike[1] and alike[0][0] == alike[1][0]
        instead = _INSTEAD.search(plain_quotes(item.text)) and _asks_for_figures(before) and _asks_for_figures(item)
        if (SAME.match(item.text) or instead) and same_number and item.id not in followed and before.id not in follows:
            follows[before.id] = item.id
            followed.add(item.id)
    chains = []
    for item in items:
        if item.id in followed:
            continue
        chain = [item]
        while chain[-1].id in follows:
            chain.append(by_id[follows[chain[-1].id]])
        chains.append(tuple(chain))
    return chains


def _referred(item: Item, known: dict[str, Item]) -> str:
    match = _REFER.search(plain_quotes(item.text))
    return _resolve(match["label"], item.id, known) if match else ""


def _resolve(label: str | None, here: str, known: Mapping[str, object]) -> str:
    """Return the id that a label in the text of item ``here`` means; empty if there is no such item."""
    name = re.sub(r"[\s()]", "", label or "").lower().replace(".", "-")
    above = re.match(r"\d*", here)
    for guess in (name, f"{above[0] if above else ''}{name}"):
        if guess in known:
            return guess
    return ""


def _asks_for_figures(item: Item) -> bool:
    return kind_of(item.text)[0] in ("funding", "counts", "list")


def _question(chain: tuple[Item, ...], earlier: dict[str, DraftQuestion], opening: str) -> DraftQuestion:
    first = chain[0]
    kind, unsure = kind_of(first.text)
    same = _repeated(first, earlier)
    if same is not None:
        kind, unsure = same.asks, (f"asks for the same as question {same.id}, and takes over what is not said again",)
    name = _chain_id(chain, earlier)
    doubts = tuple(doubt for item in chain for doubt in item.doubts) + unsure
    if len(chain) == 1 and _REFER.search(plain_quotes(first.text)) and kind in ("statement", "confirmation"):
        doubts += ("the letter gives another question in place of this one; only figures have such alternatives",)
    if asks_for_own_data(plain_quotes(first.text)):
        doubts += ("also asks for the requester's own data, a matter of data protection law: take that part out",)
    depends, due = _depends(first, earlier)
    asked = DraftQuestion(name, _joined(chain), kind, depends=depends, doubts=doubts + due)
    if kind in ("funding", "counts", "list"):
        last = _last_of_figures(earlier) if _OF_THOSE.search(plain_quotes(first.text)) else None
        around = Around(opening, _years_of(earlier), same.limbs[-1] if same else None, last.limbs[-1] if last else None)
        limbs = limbs_of(chain, name, kind, _refers, around)
        return replace(asked, limbs=limbs, doubts=_not_in_limbs(asked.doubts, limbs))
    asked = replace(
        asked, doubts=(*asked.doubts, *unmet(asked.text, (kind, *(("depends",) if depends else ())), asked.doubts))
    )
    if kind == "confirmation" and depends is None:
        return _confirming(asked, earlier)
    return asked


def _not_in_limbs(doubts: Sequence[str], limbs: Sequence[DraftLimb]) -> tuple[str, ...]:
    """Return what is unsure about a question, but for money or a number beside it that a limb asks about too."""
    said = " ".join(doubt for limb in limbs for doubt in limb.doubts)
    return tuple(doubt for doubt in doubts if not ((found := _BESIDE.match(doubt)) and found[1] in said))


def _repeated(item: Item, earlier: dict[str, DraftQuestion]) -> DraftQuestion | None:
    """Return the question that an item asks for again, of other years: the one it names, or else the last."""
    if match := _REPEAT.search(plain_quotes(item.text)):
        name = _resolve(match["label"], item.id, earlier)
        if name and earlier[name].limbs:
            return earlier[name]
    if not SAME.match(item.text):
        return None
    return _last_of_figures(earlier)


def _last_of_figures(earlier: dict[str, DraftQuestion]) -> DraftQuestion | None:
    return next((earlier[name] for name in reversed(earlier) if earlier[name].limbs), None)


def _refers(text: str) -> bool:
    return bool(_REFER.match(text))


def _years_of(earlier: dict[str, DraftQuestion]) -> Callable[[str], Years]:
    """Return a function that finds the years of an earlier question: by its id, or as a text goes back to it."""

    def find(words: str) -> Years:
        named = _QUESTION.search(words)
        name = words if words in earlier else _resolve(named[1], "", earlier) if named else ""
        if named and not name:
            name = next((one for one in earlier if re.match(rf"{named[1].strip()}(?!\d)", one)), "")
        if not name and (refers_back(words) or _OF_THOSE.search(words)):
            last = _last_of_figures(earlier)
            return last.limbs[0].years if last else Years()
        return earlier[name].limbs[0].years if name and earlier[name].limbs else Years()

    return find


def _joined(chain: tuple[Item, ...]) -> str:
    """Return the words of all items, each ended by a stop."""
    return " ".join([*(re.sub(r"(?<![.?!])$", ".", item.text) for item in chain[:-1]), chain[-1].text])


def _chain_id(chain: tuple[Item, ...], taken: dict[str, DraftQuestion]) -> str:
    """Return the id of a question: what its limbs have in common (1a, 1b: 1), or the first one's own."""
    numbers = {found[0] for item in chain if (found := re.match(r"\d+", item.id))}
    shared = numbers.pop() if len(chain) > 1 and len(numbers) == 1 else ""
    return shared if shared and not any(re.match(rf"{shared}(?!\d)", one) for one in taken) else chain[0].id


def _depends(item: Item, earlier: dict[str, DraftQuestion]) -> tuple[tuple[str, str] | None, tuple[str, ...]]:
    """Return the question and the answer to it on which an item depends, and what is unsure."""
    text = plain_quotes(item.text)
    match = IF_ANSWER.search(text) or IF_LABEL.search(text)
    so = None if match else IF_SO.match(text)
    if match is None and so is None:
        return None, ()
    label = match["label"] if match else None
    name = _resolve(label, item.id, earlier) if label else _asked_last(earlier)
    answer = match["answer"].lower() if match else ("yes" if so and so["yes"] else "no")
    if name not in earlier or earlier[name].asks != "confirmation":
        return None, ("depends on another answer, and which one, by yes or no, is not clear: add depends",)
    unsure = () if label else (f"taken to depend on {name}, the question before: the letter does not say which",)
    return (name, answer), unsure


def _asked_last(earlier: dict[str, DraftQuestion]) -> str:
    """Return the question that "if yes" and "if no" go back to: the last, or the one on which that depends itself."""
    last = earlier[next(reversed(earlier))] if earlier else None
    if last is not None and last.asks != "confirmation" and last.depends:
        return last.depends[0]
    return last.id if last else ""


def _confirming(asked: DraftQuestion, earlier: dict[str, DraftQuestion]) -> DraftQuestion:
    """Return a confirmation with the question it asks about: "if no funding has been allocated, please confirm"."""
    text = plain_quotes(asked.text)
    condition = re.search(r"(?i)\bif\b", text)
    asked_if = text[condition.start() :] if condition else ""
    kind = money_or_count(asked_if)
    if not kind or not denies(asked_if):
        return asked
    for question in (earlier[name] for name in reversed(earlier)):
        if question.limbs and question.asks == kind:
            return replace(asked, confirms=question.id)
    return replace(
        asked, doubts=(*asked.doubts, f"asks to confirm that there was none, and no earlier question asks for {kind}")
    )
