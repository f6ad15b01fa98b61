"""Texts of supplies that nobody decided on are told from those that may be said."""

from foi_stats.release.undecided import forbidden_texts
from foi_stats.supply.rows import funding_frame


def test_a_label_of_a_supply_s_own_is_a_text_like_any_other():
    rows = funding_frame(
        [{"line": "Refuge places", "ward": "Northtown East", "officer": "Zebedee Quartermain"}], ["ward", "officer"]
    )
    found = [str(one.value) for one in forbidden_texts([rows], ["Refuge places in Northtown East"])]
    assert found == ["Zebedee Quartermain"]
