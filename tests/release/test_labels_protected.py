"""Small counts divided by several labels: an attacker who shares no code with the protection works nothing out."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck
from hypothesis import given as given_numbers
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from foi_stats.answer.answer import answer_figures
from foi_stats.release.proof import prove
from foi_stats.release.protected import protect_answer, protect_request
from foi_stats.release.released_counts import check_changed, lines_of, own_release
from foi_stats.release.unaudited_releases import given_without
from foi_stats.request.figures import list_figures
from foi_stats.request.request import Approval
from foi_stats.supply.amounts import COUNT
from foi_stats.supply.rows import TEXT, records
from foi_stats.vocabulary.findings import ReleaseError
from tests.examples import examples

COLUMNS = ("service", "age_band", "sex")
LABELS = (("A", "B"), ("18-24", "25+"), ("Female", "Male"))
YEAR = {"years": ["2014-15"]}
AGE = YEAR | {"by": "age band"}
SEX = YEAR | {"by": "sex"}
THREE = YEAR | {"by": ["service", "age band", "sex"]}
PEOPLE = {("A", "18-24", "Female"): 12, ("A", "18-24", "Male"): 2, ("A", "25+", "Female"): 9, ("A", "25+", "Male"): 7}
PEOPLE |= {("B", "18-24", "Female"): 8, ("B", "25+", "Female"): 15, ("B", "25+", "Male"): 6}


@pytest.fixture
def ask(make):
    return lambda *asked, **told: case_of(make, *asked, **told)


def case_of(make, counts, *questions, reference="9", released=()):
    """Return a case of invented counts, {(service, age band, sex): count}, to which something was released before."""
    made = make({("A", "2014-15"): 1}, *questions)
    rows = pd.concat([made.referrals] * len(counts), ignore_index=True)
    at = list(rows.columns).index("file")
    for number, column in enumerate(COLUMNS):
        values = pd.Series([key[number] for key in counts], dtype=TEXT)
        if column in rows:
            rows[column] = values
        else:
            rows.insert(at, column, values)
            at += 1
    rows["count"] = pd.Series(list(counts.values()), dtype=COUNT)
    rows["cell"] = pd.Series([f"G{number + 2}" for number in range(len(counts))], dtype=TEXT)
    approval = Approval(role="Officer", date=dt.date(2016, 12, 9))
    request = made.request.model_copy(update={"reference": reference, "approval": approval})
    return replace(made, request=request, referrals=rows, released=tuple(released))


def answers_of(case):
    return [protect_answer(case, answer_figures(case, figure.id)) for figure in list_figures(case.request)]


def release(case, number=1):
    return [replace(line, release=number) for line in lines_of(case, answers_of(case))]


def printed(case, name="1"):
    answer = protect_answer(case, answer_figures(case, name))
    return {
        tuple(filter(None, (row["label"], row["label_2"], row["label_3"]))): row["printed"]
        for row in records(answer.table)
    }


def figures_of(answer, where):
    """Return each figure of an answer as (the labels that it adds up, by column; what is printed)."""
    figures = []
    for row in records(answer.table):
        labels = dict(zip(answer.by, (row["label"], row["label_2"], row["label_3"]), strict=False))
        keeps = {column: [label] for column, label in labels.items() if label != "Total"}
        figures.append(({**where, **keeps}, row["printed"]))
    return figures


def is_safe(counts, figures, threshold=5):
    """Return whether every small hidden figure can still be any small count, for all that the figures tell."""
    cells = list(counts)
    sums = [
        [all(dict(zip(COLUMNS, cell, strict=True))[column] in some for column, some in keeps.items()) for cell in cells]
        for keeps, _ in figures
    ]
    matrix = np.array(sums, dtype=float)
    true = matrix @ np.array(list(counts.values()), dtype=float)
    least = np.array([1.0 if said == "[c]" else number for (_, said), number in zip(figures, true, strict=True)])
    most = np.array([np.inf if said == "[c]" else number for (_, said), number in zip(figures, true, strict=True)])
    existing = np.array([1.0 if count else 0.0 for count in counts.values()])
    for at, (_, said) in enumerate(figures):
        if said != "[c]" or not 0 < true[at] < threshold:
            continue
        for value in range(max(1, int(matrix[at] @ existing)), threshold):
            low, high = least.copy(), most.copy()
            low[at] = high[at] = value
            whole = {"integrality": np.ones(len(cells)), "bounds": Bounds(0, np.inf)}
            found = milp(np.zeros(len(cells)), constraints=LinearConstraint(matrix, low, high), **whole)
            if found.status != 0:
                return False
    return True


WAYS = [
    [THREE],
    [THREE | {"totals": True}],
    [YEAR | {"by": ["service", "sex"], "totals": True}],
    [AGE, SEX],
    [YEAR | {"by": ["service", "age band"]}, YEAR | {"by": ["service", "sex"]}],
    [AGE, AGE | {"where": {"sex": "Female"}}],
    [YEAR, AGE | {"services": ["A"]}],
    [AGE | {"services": ["A", "B"]}, SEX | {"services": ["A"]}],
]


def given(make, counts, asked, released=(), reference="9"):
    """Return the figures that a request gives, and its lines on record; none where it is stopped."""
    try:
        case = case_of(make, counts, *asked, released=released, reference=reference)
        answers = answers_of(case)
    except ReleaseError:
        return [], []
    assert prove(case, answers, protect_request(case)).findings == ()
    figures = [figures_of(each, where_of(scope)) for each, scope in zip(answers, asked, strict=True)]
    return [one for some in figures for one in some], [replace(line, release=1) for line in lines_of(case, answers)]


def where_of(scope):
    named = {"service": scope["services"]} if "services" in scope else {}
    return named | {column: [value] for column, value in scope.get("where", {}).items()}


CELLS = [(a, b, c) for a in LABELS[0] for b in LABELS[1] for c in LABELS[2]]
NUMBERS = st.lists(st.one_of(st.integers(0, 6), st.integers(5, 30)), min_size=8, max_size=8).filter(any)


@pytest.mark.soak
@pytest.mark.parametrize("asked", WAYS, ids=[str(at) for at in range(len(WAYS))])
@examples(4, HealthCheck.function_scoped_fixture)
@given_numbers(numbers=NUMBERS)
def test_nothing_small_is_worked_out_of_tables_of_several_labels(make, numbers, asked):
    counts = dict(zip(CELLS, numbers, strict=True))
    assert is_safe(counts, given(make, counts, asked)[0])


@pytest.mark.soak
@pytest.mark.parametrize("asked", [way for way in WAYS if len(way) == 2])
@examples(4, HealthCheck.function_scoped_fixture)
@given_numbers(numbers=NUMBERS)
def test_nothing_small_is_worked_out_of_two_releases_by_other_labels(make, numbers, asked):
    counts = dict(zip(CELLS, numbers, strict=True))
    first, lines = given(make, counts, asked[:1], reference="8")
    second, _ = given(make, counts, asked[1:], lines)
    assert is_safe(counts, [*first, *second])


def test_three_labels_are_protected_with_the_sums_that_the_page_shows(ask):
    given = printed(ask(PEOPLE, THREE))
    assert given["A", "18-24", "Male"] == "[c]"
    assert given["A", "18-24", "Total"] == "[c]" or given["A", "18-24", "Female"] == "[c]"
    assert is_safe(PEOPLE, figures_of(answers_of(ask(PEOPLE, THREE))[0], {}))


def test_a_release_by_another_label_is_linked_by_what_both_add_up_to(ask):
    """15 by age less the 12 of service A would be the 3 of service B."""
    few = {("A", "18-24", "Female"): 12, ("B", "18-24", "Male"): 3}
    lines = release(ask(few, YEAR | {"by": "service"}, reference="8"))
    assert [line.value for line in lines] == ["12", "[c]"]
    assert printed(ask(few, AGE)) == {("18-24",): "15"}
    assert printed(ask(few, AGE, released=lines)) == {("18-24",): "[c]"}
    assert set(printed(ask(few, AGE, YEAR), "2").values()) == {"[c]"}


def test_what_one_table_keeps_and_another_does_not_is_told_apart(ask):
    """All 14 of a service less the 12 women leave 2 men, whom nobody prints."""
    both = {("A", "18-24", "Female"): 12, ("A", "18-24", "Male"): 2}
    women = YEAR | {"where": {"sex": "female"}}
    assert printed(ask(both, women)) == {("A",): "12"}
    lines = release(ask(both, women, reference="8"))
    assert (lines[0].where, lines[0].kept) == ('{"sex": ["Female"]}', {"sex": ("Female",)})
    assert printed(ask(both, YEAR, released=lines)) == {("A",): "[c]"}
    assert printed(ask(both, YEAR, released=release(ask(both, AGE | women, reference="8")))) == {("A",): "[c]"}


def test_the_ledger_keeps_each_label_and_a_release_made_again_is_the_same(ask):
    case = ask(PEOPLE, YEAR | {"by": ["age band", "sex"], "totals": True}, reference="8")
    lines = release(case)
    assert {line.service for line in lines} == {"Total"}
    assert lines[0].labels_by_column == {"service": "Total", "age_band": "18-24", "sex": "Female"}
    again = replace(case, released=tuple(lines))
    assert (own_release(again), protect_request(again).own) == (1, 1)
    changed = ask(
        PEOPLE | {("B", "25+", "Female"): 19}, YEAR | {"by": ["age band", "sex"], "totals": True}, released=lines
    )
    told = [finding.found for finding in check_changed(changed, answers_of(changed), changed.released)]
    assert "25+, Total, 2014-15 is 41. Given as 37 in 8 (9 December 2016)." in told


def test_a_release_under_another_topic_by_age_is_not_passed_over(ask):
    lines = [replace(line, counted="burglary") for line in release(ask(PEOPLE, THREE, reference="8"))]
    case = replace(ask(PEOPLE, AGE), unaudited=tuple(lines))
    assert [finding.check for finding in given_without(case, {"burglary": None}, {})] == [
        "released-under-another-topic"
    ]
