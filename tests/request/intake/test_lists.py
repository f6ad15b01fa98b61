"""A letter that asks for contracts, grants or payments item by item is drafted as a list, or asks in a line."""

import tomllib

import pytest

from foi_stats.request.intake.draft_text import Known, draft_text
from foi_stats.request.intake.letter import parse_letter
from foi_stats.request.request import Limb


def draft_of(text):
    return draft_text("1", parse_letter(f"1. {text}"), Known("a", "t", "T"))


@pytest.mark.parametrize(
    ("text", "columns", "over"),
    [
        ("Please list all contracts over £5,000 in 2015-16, with supplier, value, start and end date.",
         ["supplier", "value", "start", "end"], 5000),
        ("Please provide details of each payment of £500 or more made in 2014-15, including the payee and purpose.",
         ["recipient", "purpose", "value"], 499.99),
        ("For 2015-16 only, please list each recipient, the amount and what the grant was for.",
         ["recipient", "value", "purpose"], None),
        ("Please provide a list of grants awarded to charities in 2015-16.", ["recipient", "value"], None),
        ("Please tell me every invoice above £25k in 2015-16 showing supplier, date, amount and description.",
         ["supplier", "date", "value", "purpose"], 25000),
        ("For any complaints received in 2015-16, please provide: the date, whether it was upheld, and the sum paid.",
         ["date", "upheld", "value"], None),
    ],
)  # fmt: skip
def test_a_list_is_drafted_with_its_columns_and_its_sum(text, columns, over):
    (limb,) = tomllib.loads(draft_of(text))["question"][0]["limbs"]
    assert (limb["asks"], limb["columns"], limb.get("over")) == ("list", columns, over)
    Limb.model_validate({"id": "1a", **limb} | ({"over": int(over)} if over else {}))
    assert "# ? let columns name the columns of the supplies" in draft_of(
        text
    ) or "name the columns as the" in draft_of(text)


@pytest.mark.parametrize(
    "text",
    [
        "How many contracts were awarded in 2015-16?",
        "What was the total value of all contracts over £5,000 in 2015-16?",
        "How much was spent on contracts with each supplier in 2015-16?",
        "For each service in 2015-16, please give the number of staff, the cost and the budget.",
        "For each year since 2014, please provide the budget, the spend and the income.",
        "Please supply a list of all policies and contracts.",
    ],
)
def test_numbers_totals_and_papers_are_no_lists(text):
    assert 'asks = "list",' not in draft_of(text)


def test_a_list_beside_a_total_is_asked_about():
    drafted = draft_of("What was the total value of grants in 2015-16? Please list the recipients.")
    assert 'asks = "funding"' in drafted
    assert '# ? also says "list the recipients": is a list of the items asked for' in drafted
