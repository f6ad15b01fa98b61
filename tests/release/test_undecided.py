"""Texts of supplies that nobody decided on are told from those that may be said."""

import pytest

from foi_stats.release.undecided import TEXTS, forbidden_texts
from foi_stats.supply.deliveries import combined_rows, deliveries_of, read_texts
from foi_stats.supply.rows import breakdowns


def test_a_label_of_a_supply_s_own_is_a_text_like_any_other():
    supplied = {"line": ["Refuge places"], "ward": ["Northtown East"], "officer": ["Zebedee Quartermain"]}
    found = [str(one.value) for one in forbidden_texts([supplied], ["Refuge places in Northtown East"])]
    assert found == ["Zebedee Quartermain"]


@pytest.mark.parametrize("kind", ["funding", "referrals"])
def test_the_texts_of_supplies_are_those_of_their_rows(project, kind):
    rows, _ = combined_rows(deliveries_of(project.data, "exampleshire", kind), kind)
    wanted = [name for name in rows if name in {*TEXTS, *breakdowns(rows)}]
    told = read_texts(project.data, kind, "exampleshire", TEXTS)
    assert {name: sorted(texts) for name, texts in told.items()} == {
        name: sorted(rows[name].unique()) for name in wanted
    }
