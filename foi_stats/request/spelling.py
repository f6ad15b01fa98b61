"""British and American spellings of one word, folded to one: a table of rules, and nothing about topics or rows.

A pair is here only if it is one word spelled in two ways. Pairs of which one spelling is another word as well are left
apart (cheque and check, metre and meter, tyre and tire, storey and story, grey and the name Gray).
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

_OUR = (
    "arm|ard|behavi|cand|clam|col|demean|endeav|fav|ferv|flav|harb|hon|hum|lab|neighb|od|parl|ranc|rig|rum|sav|savi|"
    "splend|succ|tum|val|vap|vig"
)
_RE = "calib|cent|fib|lit|lust|meag|sab|somb|spect|theat"
_L = (
    "cancel|channel|counsel|dial|duel|equal|fuel|grovel|initial|jewel|label|level|libel|marshal|medal|model|panel|"
    "pedal|quarrel|rival|shovel|signal|spiral|total|towel|travel|tunnel|unravel"
)

SPELLINGS: tuple[tuple[str, str], ...] = (
    (r"^practis(e|ed|es|er|ers|ing)$", r"practic\1"),
    (r"^(.{3,})is(e|ed|es|er|ers|ing|able|ation|ations|ational)$", r"\1iz\2"),
    (r"^(.*l)ys(e|ed|es|er|ers|ing)$", r"\1yz\2"),
    (rf"^(.*(?:{_OUR}))our(.*)$", r"\1or\2"),
    (rf"^(.*(?:{_RE}))re(s?)$", r"\1er\2"),
    (rf"^((?:{_RE}))red$", r"\1ered"),
    (r"^centring$", "centering"),
    (r"^(.*program)me(s?)$", r"\1\2"),
    (rf"^(.*(?:{_L}))l(ed|er|ers|ing|ings|or|ors)$", r"\1\2"),
    (r"^(enrol|fulfil|instil|distil)l(s|ment|ments|)$", r"\1\2"),
    (r"^installment(s?)$", r"instalment\1"),
    (r"^(un)?(skil|wil)lful(ly|)$", r"\1\2ful\3"),
    (r"^(un)?(defen|offen|licen|preten)c(e|es|ed|ing|eless)$", r"\1\2s\3"),
    (r"^(.*(?:anal|catal|dial|epil|monol|prol))ogue(s|d|)$", r"\1og\2"),
    (r"^(catal)oged$", r"\1ogd"),
    (r"^(ortho|)paed(.*)$", r"\1ped\2"),
    (r"^anaesth(.*)$", r"anesth\1"),
    (r"^haem([ao].*)$", r"hem\1"),
    (r"^gynaec(.*)$", r"gynec\1"),
    (r"^foet(us|uses|al)$", r"fet\1"),
    (r"^manoeuvre(s?)$", r"maneuver\1"),
    (r"^ageing$", "aging"),
    (r"^(judg|acknowledg)ement(s?)$", r"\1ment\2"),
    (r"^artefact(s?)$", r"artifact\1"),
    (r"^alumin?ium$", "aluminum"),
    (r"^(m|sm)ould(.*)$", r"\1old\2"),
    (r"^plough(.*)$", r"plow\1"),
    (r"^sulph(.*)$", r"sulf\1"),
    (r"^sceptic(.*)$", r"skeptic\1"),
    (r"^jewellery$", "jewelry"),
)
"""Patterns (RE2) of one word in lower case, and what it becomes; applied in order, to rules and rows alike."""

_ANY = "|".join(f"(?:{pattern})" for pattern, _ in SPELLINGS)


def fold_spelling(words: pa.Array) -> pa.Array:
    """Return words in lower case with every spelling of :data:`SPELLINGS` folded, as many and in the same order."""
    concerned = pc.match_substring_regex(words, _ANY)
    folded = words.filter(concerned)
    if not len(folded):
        return words
    for pattern, folds_to in SPELLINGS:
        folded = pc.replace_substring_regex(folded, pattern, folds_to)
    return pc.replace_with_mask(words, concerned, folded)
