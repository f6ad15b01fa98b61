"""A label that may be the whole of the others is asked about before it is added to them."""

import pytest

from foi_stats.answer.answer import answer_figures
from foi_stats.answer.worked_out import worked_out
from foi_stats.supply.rows import referral_frame
from foi_stats.vocabulary.findings import InputError
from tests.answer.cases import case, quarter

YEARS = ("2013-14", "2014-15")
OVERLAP = {"Received": (212, 188), "Paid": (37, 29), "Rejected": (160, 151)}
SUMMED = {"Leeds": (212, 188), "Centre": (97, 60), "North": (115, 128)}
PARTS = {"Refuge": (212, 90), "Advice": (37, 29), "Visits": (160, 151)}


def answered(figures, *, years=YEARS, threshold=None, also=(), **limb):
    rows = [
        quarter("", count, financial_year=year, outcome=label, measure="claims", quarter="")
        for label, counts in figures.items()
        for year, count in zip(YEARS, counts, strict=True)
    ]
    limb = {"id": "1a", "asks": "counts", "years": list(years), "by": "outcome", **limb}
    from dataclasses import replace

    asked = case(limbs=[limb], **({"threshold": threshold} if threshold else {}))
    asked = replace(asked, referrals=referral_frame([*rows, *also], ["outcome"]))
    answer = answer_figures(asked, "1")
    return answer, worked_out(asked, {"1": answer})


@pytest.mark.parametrize("limb", [{"totals": True}, {"share": "of the total"}])
@pytest.mark.parametrize(("figures", "name"), [(OVERLAP, "Received"), (SUMMED, "Leeds")])
def test_the_whole_is_asked_about_where_labels_are_added_up(limb, figures, name):
    with pytest.raises(InputError, match=f"is '{name}' the whole of .* write whole = \"{name}\".* whole = false"):
        answered(figures, **limb)
    answered(figures)
    answered(PARTS, **limb)


def test_the_label_that_is_the_whole_takes_the_place_of_the_total():
    answer, derived = answered(OVERLAP, share="of the total", whole="Received")
    assert set(answer.table["label"]) == {"Received", "Paid", "Rejected"}
    shares = derived["1-share"]
    assert list(shares.table.query("label == 'Paid'")["printed"])[:2] == ["17.5", "15.4"]  # 37 of 212, 29 of 188
    assert "Each figure in per cent of Received" in shares.sentence


def test_labels_that_are_parts_are_added_up():
    answer, _ = answered(OVERLAP, totals=True, whole=False)
    assert list(answer.table.query("label == 'Total' and period == '2013-14'")["value"]) == [409]


def test_a_label_that_no_row_has_and_the_whole_of_protected_counts_are_errors():
    with pytest.raises(InputError, match="no label is called so. There are: Received, Paid, Rejected"):
        answered(OVERLAP, whole="Claims")
    hidden = {"below": 5, "reason": "small"}
    with pytest.raises(InputError, match="could be worked out"):
        answered(OVERLAP, whole="Received", threshold=hidden)
    with pytest.raises(InputError, match="is 'Leeds' the whole"):
        answered(SUMMED, threshold=hidden)
    answered(SUMMED, threshold=hidden, where={"outcome": ["Centre", "North"]}, totals=True)
