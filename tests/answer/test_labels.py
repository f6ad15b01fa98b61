"""Figures divided by any labels of the supplies, one to three at once, and rows kept by their labels."""

import pytest

from foi_stats.answer.answer import answer_figures
from foi_stats.request.asked_labels import label_heading, label_name
from foi_stats.request.request import Scope
from foi_stats.supply.rows import referral_frame
from foi_stats.vocabulary.findings import InputError, SupplyError
from tests.answer.cases import US, case, spend

YEARS = ["2014-15", "2015-16"]


def people(service, age, sex, count, year="2014-15", **values):
    row = {"financial_year": year, "organisation": US, "service": service, "measure": "people helped"}
    row |= {"age_band": age, "sex": sex, "crime_type": "Slavery", "unit": "count", "count": count}
    return row | {"file": "data/2014-15/a/counts.csv", "cell": f"E{count}"} | values


PEOPLE = [
    people("Refuge", "18-24", "Female", 31),
    people("Refuge", "25-44", "Female", 58),
    people("Visits", "18-24", "Female", 44),
    people("Visits", "18-24", "Male", 6),
    people("Visits", "25-44", "", 9),
]


def counted(rows, **scope):
    limb = {"id": "1a", "asks": "counts", "years": ["2014-15"], **scope}
    made = case(limbs=[limb])
    object.__setattr__(made, "referrals", referral_frame(rows, ["age_band", "sex"]))
    return answer_figures(made, "1")


def shown(answer):
    rows = answer.table[["label", "label_2", "label_3", "period", "printed"]].itertuples(index=False)
    return {tuple(text for text in row[:3] if text) + ((row[3],) if row[3] == "Total" else ()): row[4] for row in rows}


@pytest.mark.parametrize(
    ("written", "name", "heading"),
    [
        ("age band", "age_band", "Age band"),
        ("Age_Band", "age_band", "Age band"),
        ("  AGE-band ", "age_band", "Age-band"),
        ("NHS region", "nhs_region", "NHS region"),
        ("Ethnicité", "ethnicite", "Ethnicité"),
    ],
)
def test_a_name_is_the_same_however_it_is_written(written, name, heading):
    assert (label_name(written), label_heading(written)) == (name, heading)


def test_one_name_or_several_divide_the_figures_in_the_order_of_the_supply():
    assert counted(PEOPLE).headings == ("Service",)
    by_age = counted(PEOPLE, by="Age_Band")
    assert counted(PEOPLE, by="age").by == counted(PEOPLE, by="age band").by
    assert (by_age.by, by_age.headings) == (("age_band",), ("Age band",))
    assert shown(by_age) == {("18-24",): "81", ("25-44",): "67"}
    both = counted(PEOPLE, by=["service", "age band"])
    assert list(both.table["figure"])[:2] == ["1/refuge/18-24/2014-15", "1/refuge/25-44/2014-15"]
    assert shown(both)["Visits", "18-24"] == "50"
    assert len(both.trail) == len(PEOPLE)


def test_an_empty_label_is_not_stated_and_stands_last():
    assert list(shown(counted(PEOPLE, by="sex"))) == [("Female",), ("Male",), ("Not stated",)]


def test_labels_that_no_row_has_together_have_no_cell():
    assert ("Refuge", "Male") not in shown(counted(PEOPLE, by=["service", "sex"]))


def test_totals_are_given_in_every_dimension():
    given = shown(counted(PEOPLE, by=["service", "sex"], totals=True))
    assert given["Total", "Female"] == "133"
    assert given["Visits", "Total"] == "59"
    assert given["Total", "Total"] == "148"


def test_the_third_labels_are_always_added_up_because_a_page_shows_two():
    given = shown(counted(PEOPLE, by=["service", "age band", "sex"]))
    assert given["Visits", "18-24", "Total"] == "50"
    assert ("Total", "18-24", "Total") not in given
    assert shown(counted(PEOPLE, by=["service", "age band", "sex"], totals=True))["Total", "18-24", "Total"] == "81"


def test_only_rows_with_the_labels_that_are_asked_for_count():
    assert shown(counted(PEOPLE, by="service", where={"Sex": "female"})) == {("Refuge",): "89", ("Visits",): "44"}
    assert shown(counted(PEOPLE, where={"sex": ["Male", "not stated"]})) == {("Visits",): "15"}


@pytest.mark.parametrize(
    ("scope", "said"),
    [
        ({"by": "ward"}, r"no row has labels called 'ward'. The rows have Age band \(18-24: data/.*, E31\); Sex \("),
        ({"by": ["service", "ward"]}, "no row has labels called 'ward'"),
        ({"where": {"ward": "X"}}, "where = "),
        ({"where": {"sex": "Other"}}, r"no row has Sex 'Other'. There are Female \(.*E31\); Male \(.*; Not stated \("),
    ],
)
def test_a_name_or_a_label_that_no_row_has_is_told_with_those_there_are(scope, said):
    with pytest.raises(InputError, match=said):
        counted(PEOPLE, **scope)


def test_labels_without_a_figure_in_one_period_are_missing():
    rows = [*PEOPLE, *(people(row["service"], row["age_band"], row["sex"], 5, "2015-16") for row in PEOPLE[1:])]
    with pytest.raises(SupplyError, match="no counts for Refuge, 18-24, 2015-16"):
        counted(rows, by=["service", "age band"], years=YEARS)


def test_a_figure_whole_in_one_file_and_divided_in_another_is_not_added_up():
    whole = people("Refuge", "", "Female", 89, file="data/2014-15/a/other.csv")
    with pytest.raises(SupplyError, match="of the same figure, with Age band '18-24'"):
        counted([*PEOPLE, whole], by="age band")


def test_funding_is_divided_by_its_fixed_labels_under_the_names_of_the_request():
    rows = [spend(5, provider="Harbour Ltd"), spend(7, line="Slavery work", provider="Old Mill Ltd")]
    limb = {"id": "1a", "asks": "funding", "years": ["2014-15"]}

    def given(**scope):
        answer = answer_figures(case(rows, limbs=[limb | scope]), "1")
        return answer.headings, shown(answer)

    assert given() == (("Activity",), {("Training",): "12"})
    assert given(by="supplier") == (("Supplier",), {("Harbour Ltd",): "5", ("Old Mill Ltd",): "7"})
    assert given(by=["line", "activity as supplied"])[1]["Slavery work", "Training"] == "7"
    assert given(by="service")[1] == given(by="line")[1]
    assert given(lines=["Slavery training"])[0] == ("Line",)


def test_services_take_no_labels():
    with pytest.raises(ValueError, match="services are listed by name"):
        Scope(asks="services", years=["2014-15"], by="line")
