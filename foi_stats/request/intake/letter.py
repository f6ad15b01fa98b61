"""Recognise the questions of a letter: the kind of each, its years, its alternatives, and what is unsure. No disk."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from foi_stats.request.intake.derived import derived_asked
from foi_stats.request.intake.items import Item, find_items
from foi_stats.request.intake.labels import labels_asked
from foi_stats.request.intake.lists import AskedList, list_asked, list_doubts
from foi_stats.request.intake.years import Years, years_named
from foi_stats.vocabulary.measures import noun_asked

Kind = Literal["funding", "counts", "list", "statement", "confirmation"]

_MONEY = re.compile(
    r"\bfund(?:s|ed|ing)?\b|\bspen[dt]\w*|\bcost(?:s|ing)?\b|\bbudget\w*|\ballocat\w*|\bexpenditure\b|\bpaid\b"
    r"|\bhow much\b"
    r"|\bamounts?\b|\bgrants?\b|\bmoney\b|£",
    re.IGNORECASE,
)
_COUNT = re.compile(r"\bhow many\b|\bnumbers? of\b|\breferr(?:al|als|ed)\b", re.IGNORECASE)
_PAPER = re.compile(
    r"\bcop(?:y|ies) of\b|\b(?:any|the|all|other|every)(?: other)? (?:documents?|minutes|polic(?:y|ies)"
    r"|reports?|correspondence|e-?mails)\b",
    re.IGNORECASE,
)
_BASES = (
    ("allocated", re.compile(r"\ballocat|\bearmark|\bring[- ]?fenc|\baward", re.IGNORECASE)),
    ("budget", re.compile(r"\bbudget", re.IGNORECASE)),
    ("outturn", re.compile(r"\bspen[dt]|\bexpenditure|\bcosts?\b|\boutturn|\bactual", re.IGNORECASE)),
    ("paid", re.compile(r"\bpaid\b|\bpayments?\b", re.IGNORECASE)),
    ("forecast", re.compile(r"\bforecast|\bprojected", re.IGNORECASE)),
)
_YES_NO = re.compile(r"\byes ?(?:or|/) ?no\b", re.IGNORECASE)
_CONFIRM = re.compile(r"\bconfirm(?:ation)?\b", re.IGNORECASE)
_CONFIRM_FIGURE = re.compile(
    r"\bconfirm (?:how|what|which|when|the (?:number|amount|total|cost|budget|funding|spend))", re.IGNORECASE
)
_AUXILIARY = re.compile(
    r"(?:does|do|did|is|are|was|were|has|have|had|will)\b(?!.*\bhow (?:much|many)\b).*\?", re.IGNORECASE | re.DOTALL
)
_NONE = re.compile(r"\b(?:no|not|none|nil|never|without|zero)\b|n't\b", re.IGNORECASE)

_LABEL = (
    r"(?:(?:questions?|part|point|item|q)\.? ?)?\(?(?P<label>\d{1,2} ?(?:\.\d{1,2}|\(?[a-z]\)?)?"
    r"|[a-z](?=\)))(?![\w/£%-])\)?"
)
_IF_ANSWER = re.compile(
    rf"\bif (?:the |your )?(?:answer|response|reply)(?:,? (?:to|at|for|in|of|given (?:to|at)) {_LABEL}"
    rf"| to (?:this|that|the above)(?: question)?)?"
    r",? (?:is|was|were|should be) (?:a )?[\"'(]?(?P<answer>yes|no)\b",
    re.IGNORECASE,
)
_IF_LABEL = re.compile(rf"\bif {_LABEL} (?:is|was) (?:answered )?[\"'(]?(?P<answer>yes|no)\b", re.IGNORECASE)
_IF_SO = re.compile(r"(?:and )?if (?:(?P<yes>yes|so)|(?P<no>no|not))\b ?[,.:;]", re.IGNORECASE)
_CANNOT = (
    r"\bif (?:(?:this|that|it|the above|doing so|answering|you|question)\b)?[^.?!;]{0,100}?(?:not possible"
    r"|impossible|not be possible|too (?:broad|wide|much"
    r"|large|costly|expensive|long|onerous)|exceeds?\b|over the (?:cost )?limit|cost limit|appropriate limit"
    r"|section 12|18 hours|"
    r"time limit|not (?:held|available)|unavailable|cannot be)"
)
_REFER = re.compile(
    rf"{_CANNOT}[^.?!]{{0,80}}?\b(?:refer|see|go|move|turn|proceed|answer|respond|provide|treat|skip|use"
    rf"|consider)\b(?: (?:instead|on|only|just|back|the|information|response))*"
    rf"(?: (?:to|with|for))?(?: only)? {_LABEL}",
    re.IGNORECASE,
)
_FALL_BACK = re.compile(rf"(?:[;,] *(?:and |or |but )?)?{_CANNOT}[^,.;:?!]{{0,40}}[,:]? *(?:then )?", re.IGNORECASE)


@dataclass(frozen=True)
class DraftLimb:
    """One of the alternatives of a question of figures."""

    id: str
    asks: Kind
    years: Years
    basis: str = ""
    doubts: tuple[str, ...] = ()
    measure: str = ""
    items: AskedList | None = None
    by: tuple[str, ...] = ()
    derived: tuple[str, ...] = ()


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
    """The questions of a letter, without anything that names who wrote it."""

    questions: tuple[DraftQuestion, ...] = ()
    subject: str = ""
    left_out: int = 0

    @property
    def scopes(self) -> tuple[Years, ...]:
        """The years of every limb."""
        return tuple(limb.years for question in self.questions for limb in question.limbs)


def parse_letter(text: str) -> RequestLetter:
    """Return the questions of a letter that was pasted as plain text.

    Parameters
    ----------
    text
        The letter, wrapped or not, with any line endings.

    Returns
    -------
    RequestLetter
        Questions in the letter's order. Alternatives ("if this is too broad, please refer to 1b") are the limbs of one
        question. Nothing is answered; ``doubts`` name what is unsure.
    """
    found = find_items(text)
    questions: list[DraftQuestion] = []
    for chain in _chains(found.items):
        asked = _question(chain, questions, found.opening)
        questions.append(asked)
    return RequestLetter(tuple(questions), found.subject, found.left_out)


def _plain(text: str) -> str:
    """Return text with straight apostrophes and quotation marks, for matching; as long as it was."""
    return text.translate({ord("’"): "'", ord("‘"): "'", ord("“"): '"', ord("”"): '"'})


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
            and _asks_for_figures(by_id[target])
        ):
            follows[item.id] = target
            followed.add(target)
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
    match = _REFER.search(_plain(item.text))
    return _resolve(match["label"], item.id, known) if match else ""


def _resolve(label: str | None, here: str, known: dict[str, Item] | Sequence[str]) -> str:
    """Return the id that a label in the text of item ``here`` means; empty if there is no such item."""
    name = re.sub(r"[\s()]", "", label or "").lower().replace(".", "-")
    above = re.match(r"\d*", here)
    for guess in (name, f"{above[0] if above else ''}{name}"):
        if guess in known:
            return guess
    return ""


def _asks_for_figures(item: Item) -> bool:
    return _kind(item.text)[0] in ("funding", "counts", "list")


def _kind(text: str) -> tuple[Kind, tuple[str, ...]]:
    """Return the kind of thing that a text asks for, and what is unsure about that."""
    text = _plain(text)
    asked = _without_condition(text)
    money, count = _MONEY.search(asked), _COUNT.search(asked)
    if _YES_NO.search(text):
        return "confirmation", ()
    if _CONFIRM.search(text) and not _CONFIRM_FIGURE.search(text):
        return "confirmation", ()
    if _AUXILIARY.match(asked.strip()):
        return "confirmation", ("taken as a question for yes or no, which the letter does not say",)
    listed = list_asked(asked)
    if listed and (listed.over or not _PAPER.search(asked)):
        return "list", ()
    if (paper := _PAPER.search(asked)) and not re.search(r"(?i)\bhow (?:much|many)\b", asked):
        named = money or count
        return "statement", (
            f'asks for papers ("{paper[0]}") and also says "{named[0]}": are figures meant?',
        ) if named else ()
    if money and (not count or money.start() < count.start()):
        return "funding", (f'also asks for a number ("{count[0]}"): is it a question of its own?',) if count else ()
    if count:
        return "counts", _count_doubts(count[0], asked, money)
    return "statement", ()


def _count_doubts(found: str, text: str, money: re.Match[str] | None) -> tuple[str, ...]:
    doubts = []
    if not re.search(r"(?i)\breferr", text):
        doubts.append(f'asks for a number ("{found}"): let measure say what is counted, as the supplies name it')
    if money:
        doubts.append(f'also names money ("{money[0]}"): is it a question of its own?')
    return tuple(doubts)


def _without_condition(text: str) -> str:
    """Return a question without the condition that it begins with ("If the answer at 3b is no, ...")."""
    for pattern in (_IF_ANSWER, _IF_LABEL, _IF_SO):
        if (match := pattern.search(text)) and match.start() <= 5:
            return text[match.end() :].lstrip(" ,.)\"'")
    return text


def _question(chain: tuple[Item, ...], earlier: Sequence[DraftQuestion], opening: str) -> DraftQuestion:
    first = chain[0]
    kind, unsure = _kind(first.text)
    name = _chain_id(chain, [question.id for question in earlier])
    doubts = tuple(doubt for item in chain for doubt in item.doubts) + unsure
    if len(chain) == 1 and _REFER.search(_plain(first.text)) and kind in ("statement", "confirmation"):
        doubts += ("the letter gives another question in place of this one; only figures have such alternatives",)
    depends, due = _depends(first, earlier)
    asked = DraftQuestion(name, _joined(chain), kind, depends=depends, doubts=doubts + due)
    if kind in ("funding", "counts", "list"):
        return replace(asked, limbs=_limbs(chain, name, kind, opening))
    if kind == "confirmation" and depends is None:
        return _confirming(asked, earlier)
    return asked


def _joined(chain: tuple[Item, ...]) -> str:
    """Return the words of all items, each ended by a stop."""
    return " ".join([*(re.sub(r"(?<![.?!])$", ".", item.text) for item in chain[:-1]), chain[-1].text])


def _chain_id(chain: tuple[Item, ...], taken: Sequence[str]) -> str:
    """Return the id of a question: what its limbs have in common (1a, 1b: 1), or the first one's own."""
    numbers = {found[0] for item in chain if (found := re.match(r"\d+", item.id))}
    if len(chain) > 1 and len(numbers) == 1 and (number := numbers.pop()) not in taken:
        return number
    return chain[0].id


def _limbs(chain: tuple[Item, ...], name: str, kind: Kind, opening: str) -> tuple[DraftLimb, ...]:
    scopes = [(item.id, text) for item in chain for text in _alternatives(item.text)]
    as_lettered = len(scopes) == len(chain) > 1 and all(item.id != name for item in chain)
    ids = [label for label, _ in scopes] if as_lettered else [_limb_id(name, place) for place in range(len(scopes))]
    limbs: list[DraftLimb] = []
    for limb, (_, text) in zip(ids, scopes, strict=True):
        basis, unsure = _basis(text, limbs[-1].basis if limbs else "") if kind == "funding" else ("", ())
        years = years_named(text)
        if not years.named and not years.doubts:
            years = _from_opening(years_named(opening))
        if kind == "list":
            limbs.append(_list_limb(limb, text, years))
            continue
        noun, asked_by = noun_asked(text) if kind == "counts" else "", labels_asked(text)
        derived = derived_asked(text, asked_by.names, is_funding=kind == "funding")
        unsure += (*list_doubts(text), *asked_by.doubts, *derived.doubts)
        limbs.append(DraftLimb(limb, kind, years, basis, unsure, noun, by=asked_by.names, derived=derived.keys))
    return tuple(limbs)


def _list_limb(name: str, text: str, years: Years) -> DraftLimb:
    """Return a limb that asks for a list; its basis is left out where the letter has no word of one."""
    basis, unsure = _basis(text, "")
    items = list_asked(text) or AskedList(("supplier", "value"), doubts=("what is to be listed is not clear",))
    if any("does not say" in doubt for doubt in unsure):
        return DraftLimb(name, "list", years, "", items.doubts, items=items)
    return DraftLimb(name, "list", years, basis, (*unsure, *items.doubts), items=items)


def _limb_id(name: str, place: int) -> str:
    return f"{name}{chr(ord('a') + place)}" if name[-1].isdigit() and place < 26 else f"{name}-{place + 1}"


def _alternatives(text: str) -> list[str]:
    """Return the text of a question, and what it asks for instead where that is too much and names other years."""
    plain = _plain(text)
    texts = [plain]
    match = _FALL_BACK.search(plain)
    while match:
        before, after = texts[-1][: match.start()], texts[-1][match.end() :]
        if _REFER.match(texts[-1][match.start() :].lstrip(" ;,")) or not years_named(after).named:
            texts[-1] = before or texts[-1]
            break
        texts[-1:] = [before, after]
        match = _FALL_BACK.search(after)
    return [text for text in texts if text.strip()] or [plain]


def _from_opening(years: Years) -> Years:
    if not years.named:
        return years
    return replace(
        years, doubts=(*years.doubts, "these years stand in the opening of the letter and not in the question")
    )


def _basis(text: str, before: str) -> tuple[str, tuple[str, ...]]:
    """Return the basis on which money is asked for, and what is unsure; ``before`` is that of the limb before."""
    text = _without_condition(_plain(text))
    found = sorted((match.start(), basis, match[0]) for basis, words in _BASES if (match := words.search(text)))
    if not found and before:
        return before, ("the basis is that of the limb before: the letter does not say it again",)
    if not found:
        return "allocated", ("the letter does not say on which basis: allocated, budget, outturn, paid or forecast?",)
    if len({basis for _, basis, _ in found}) > 1:
        others = ", ".join(basis for _, basis, _ in found[1:])
        return found[0][1], (f"the letter's words also fit the basis {others}: which is meant?",)
    return found[0][1], ()


def _depends(item: Item, earlier: Sequence[DraftQuestion]) -> tuple[tuple[str, str] | None, tuple[str, ...]]:
    """Return the question and the answer to it on which an item depends, and what is unsure."""
    text = _plain(item.text)
    match = _IF_ANSWER.search(text) or _IF_LABEL.search(text)
    so = None if match else _IF_SO.match(text)
    if match is None and so is None:
        return None, ()
    known = {question.id: question for question in earlier}
    label = match["label"] if match else None
    name = _resolve(label, item.id, list(known)) if label else (earlier[-1].id if earlier else "")
    answer = match["answer"].lower() if match else ("yes" if so and so["yes"] else "no")
    if name not in known or known[name].asks != "confirmation":
        return None, ("depends on another answer, and which one, by yes or no, is not clear: add depends",)
    unsure = () if label else (f"taken to depend on {name}, the question before: the letter does not say which",)
    return (name, answer), unsure


def _confirming(asked: DraftQuestion, earlier: Sequence[DraftQuestion]) -> DraftQuestion:
    """Return a confirmation with the question it asks about: "if no funding has been allocated, please confirm"."""
    text = _plain(asked.text)
    condition = re.search(r"(?i)\bif\b", text)
    asked_if = text[condition.start() :] if condition else ""
    kind = "funding" if _MONEY.search(asked_if) else "counts" if _COUNT.search(asked_if) else ""
    if not kind or not _NONE.search(asked_if):
        return asked
    for question in reversed(earlier):
        if question.limbs and question.asks == kind:
            return replace(asked, confirms=question.id)
    return replace(
        asked, doubts=(*asked.doubts, f"asks to confirm that there was none, and no earlier question asks for {kind}")
    )
