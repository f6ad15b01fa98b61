"""What was released before: held against a later request, unless it has changed since."""

import datetime as dt
from dataclasses import replace

import pytest

from foi_stats.answer.answer import answer_figures
from foi_stats.release.grain import grain_of
from foi_stats.release.proof import prove
from foi_stats.release.protected import protect_answer, protect_request
from foi_stats.release.released_counts import check_changed, earlier_lines, lines_of, own_release, releases_of
from foi_stats.release.released_tables import earlier_tables, stale_figures
from foi_stats.request.figures import list_figures
from foi_stats.request.request import Approval
from foi_stats.suppression.linked_tables import UNPRINTED
from foi_stats.vocabulary.findings import ReleaseError

CRIME = "Human trafficking and modern slavery"
YEARS = ["2013-14", "2014-15", "2015-16"]
A = {("A", "2013-14"): 12, ("A", "2014-15"): 28, ("A", "2015-16"): 2}
TABLE = {("A", "2014-15"): 3, ("A", "2015-16"): 9, ("B", "2014-15"): 12, ("B", "2015-16"): 7}


@pytest.fixture
def ask(make):
    """Return a case of its own reference, approved, to which something was released before."""

    def case(reference, counts, *questions, released=(), threshold=5):
        made = make(counts, *questions, threshold=threshold)
        approval = Approval(role="Officer", date=dt.date(2016, 12, 9))
        request = made.request.model_copy(update={"reference": reference, "approval": approval})
        return replace(made, request=request, released=tuple(released))

    return case


def answers_of(case):
    return [protect_answer(case, answer_figures(case, figure.id)) for figure in list_figures(case.request)]


def release(case, number):
    """Return the lines that a case puts on record."""
    return [replace(line, release=number) for line in lines_of(case, answers_of(case))]


def printed(case, name="1"):
    answer = protect_answer(case, answer_figures(case, name))
    return answer.table.set_index(["label", "period"])["printed"].to_dict()


def test_a_sum_released_before_hides_what_would_give_away_the_year_that_nobody_printed(ask):
    # 42 in all less 12 less 28 would be the 2 of 2015-16, which neither request prints.
    first = ask("8", A, {"since": 2013})
    assert printed(first) == {("A", "2013-14 to 2015-16"): "42"}
    second = {"years": YEARS[:2]}
    assert printed(ask("9", A, second)) == {("A", "2013-14"): "12", ("A", "2014-15"): "28"}
    assert printed(ask("9", A, second, released=release(first, 1))) == {("A", "2013-14"): "[c]", ("A", "2014-15"): "28"}


PAIR = {("A", "2014-15"): 28, ("A", "2015-16"): 2}
SECOND = {"years": ["2015-16"]}


@pytest.fixture
def first(ask):
    """A release that hides what is below 2: from its sum and its one year the other year, 2, can be worked out."""
    return release(ask("8", PAIR, {"since": 2014}, {"years": ["2014-15"]}, threshold=2), 1)


def test_a_pair_that_together_reveals_a_cell_is_stopped_at_the_second_and_both_are_named(ask, first):
    assert [line.value for line in first] == ["30", "28"]
    assert printed(ask("9", PAIR, SECOND)) == {("A", "2015-16"): "[c]"}
    with pytest.raises(ReleaseError, match=r"request 9 cannot .* released in 8 \(9 December 2016\) .* 2015-16"):
        protect_request(ask("9", PAIR, SECOND, released=first))


def test_a_withdrawn_release_still_counts(ask, first):
    gone = [replace(line, withdrawn="2017-01-01", withdrawn_by="Officer") for line in first]
    with pytest.raises(ReleaseError, match="released in 8"):
        protect_request(ask("9", PAIR, SECOND, released=gone))


def test_only_the_releases_that_matter_are_named(ask, first):
    other = release(ask("7", {("B", "2013-14"): 40}, {"years": ["2013-14"]}), 2)
    with pytest.raises(ReleaseError, match="2016") as caught:
        protect_request(ask("9", PAIR, SECOND, released=[*first, *other]))
    assert "7 (9 December 2016)" not in str(caught.value)


def test_a_careless_notebook_does_not_give_away_what_another_release_hides(ask):
    totals = {"years": YEARS[1:], "totals": True}
    lines = release(ask("8", TABLE, totals), 1)
    assert sorted(line.value for line in lines if line.value == "[c]") == ["[c]"] * 4
    case = ask("9", TABLE, {"years": ["2015-16"]}, released=lines)
    assert set(printed(case).values()) == {"[c]"}
    careless = answer_figures(case, "1")
    found = prove(case, [careless], protect_request(case)).findings
    assert {finding.check for finding in found} == {"earlier-count-worked-out"}
    assert "A, 2014-15 is [c] in the release of 8, and could be worked out together with that of 9." in str(found[0])


def test_a_release_made_again_minds_only_those_before_it_and_a_new_one_all(ask):
    asked = {"years": YEARS[:2]}
    lines = [*release(ask("8", A, asked), 1), *release(ask("9", A, {"since": 2013}), 2)]
    again = ask("8", A, asked, released=lines)
    assert own_release(again) == 1
    assert earlier_lines(again) == ()
    draft = replace(again, request=again.request.model_copy(update={"approval": None}))
    assert own_release(draft) == 1
    assert releases_of(earlier_lines(ask("8", A | {("A", "2013-14"): 14}, asked, released=lines))) == [
        "8 (9 December 2016)",
        "9 (9 December 2016)",
    ]
    assert own_release(ask("8", A, {"years": YEARS}, released=lines)) is None


def test_a_figure_that_has_changed_is_r_with_the_earlier_value_beside_it(ask):
    lines = release(ask("8", A, {"years": YEARS[:2], "totals": True}), 1)
    case = ask("9", A | {("A", "2013-14"): 1514}, {"years": YEARS[:2], "totals": True}, released=lines)
    (answer,) = answers_of(case)
    rows = answer.table.set_index("period")
    assert rows["printed"].to_dict() == {"2013-14": "1,514", "2014-15": "28", "Total": "1,542"}
    assert rows["shorthand"].to_dict() == {"2013-14": "[r]", "2014-15": "", "Total": "[r]"}
    assert rows.loc["2013-14", "note"] == "Given as 12 in 8 (9 December 2016)."
    assert any("Given as 40 in 8 (9 December 2016)." in note for note in answer.notes)
    assert [(one.severity, one.found) for one in check_changed(case, [answer], case.released)] == [
        ("warning", "A, 2013-14 is 1,514. Given as 12 in 8 (9 December 2016)."),
        ("warning", "A, Total is 1,542. Given as 40 in 8 (9 December 2016)."),
    ]
    unmarked = check_changed(case, [answer_figures(case, "1")], case.released)
    assert [one.severity for one in unmarked] == ["error", "error"]
    assert prove(case, [answer], protect_request(case)).findings == ()


def test_a_changed_figure_that_is_small_now_is_hidden_and_says_nothing_of_what_it_was(ask):
    lines = release(ask("8", A, {"years": YEARS[:2]}), 1)
    case = ask("9", A | {("A", "2013-14"): 3}, {"years": YEARS[:2]}, released=lines)
    (answer,) = answers_of(case)
    row = answer.table.set_index("period").loc["2013-14"]
    assert row[["printed", "shorthand", "note"]].tolist() == ["[c]", "[c]", ""]


def test_it_is_the_last_release_that_a_figure_is_compared_with(ask):
    asked = {"years": YEARS[:1]}
    lines = release(ask("7", {("A", "2013-14"): 20}, asked), 1)
    lines += release(ask("8", {("A", "2013-14"): 12}, asked), 2)
    case = ask("9", {("A", "2013-14"): 12}, asked, released=lines)
    assert check_changed(case, answers_of(case), case.released) == []


def test_what_has_changed_counts_as_printed_nowhere_and_the_rest_stays(ask):
    asked = {"years": YEARS[1:], "totals": True}
    lines = release(ask("8", TABLE, asked), 1)
    more = ask("9", TABLE | {("B", "2015-16"): 70}, asked, released=lines)
    (table,) = earlier_tables(lines, more, grain_of(more, lines))
    counts = table.set_index(["service", "period"])["count"]
    stale = {("B", "2015-16"), ("B", "Total"), ("Total", "2015-16"), ("Total", "Total")}
    then = {(line.service, line.period): line.value for line in lines}
    seen = {key for key in stale if then[key] != "[c]"}
    assert seen
    assert {key for key, count in counts.items() if count == UNPRINTED} == seen
    assert {key: str(count) for key, count in counts.items() if key not in seen} == {
        key: value for key, value in then.items() if key not in seen
    }
    assert len(stale_figures(lines, more)) == len(seen)
    assert prove(more, answers_of(more), protect_request(more)).findings == ()


def test_a_request_on_a_measure_that_was_released_anew_after_a_change_goes_through(ask):
    """What was given first and what was given after contradict one another: what is no longer so is left out."""
    asked = {"years": YEARS[1:], "totals": True}
    table = TABLE | {("A", "2013-14"): 11, ("B", "2013-14"): 20}
    first = release(ask("8", table, asked), 1)
    changed = table | {("B", "2014-15"): 14}
    second = release(ask("8", changed, asked, released=first), 2)
    assert [line.value for line in second if (line.service, line.period) == ("Total", "2014-15")] == ["17"]
    case = ask("9", changed, {"years": YEARS, "totals": True}, released=[*first, *second])
    assert prove(case, answers_of(case), protect_request(case)).findings == ()


def test_its_own_earlier_release_counts_for_a_request_that_asks_for_other_figures(ask):
    first = release(ask("8", A, {"since": 2013}), 1)
    assert printed(ask("8", A, {"years": YEARS[:2]}, released=first)) == {
        ("A", "2013-14"): "[c]",
        ("A", "2014-15"): "28",
    }


def test_its_own_figure_that_has_changed_is_r_and_the_release_made_again_says_so_again(ask):
    asked, changed = {"years": YEARS[:2]}, A | {("A", "2013-14"): 14}
    lines = release(ask("8", A, asked), 1)
    given = "Given as 12 in 8 (9 December 2016)."
    case = ask("8", changed, asked, released=lines)
    (answer,) = answers_of(case)
    assert given in answer.notes or given in answer.table["note"].tolist()
    assert answer.table["shorthand"].tolist() == ["[r]", ""]
    lines += release(case, 2)
    (again,) = answers_of(ask("8", changed, asked, released=lines))
    assert again.table.equals(answer.table)
    back = ask("8", A, asked, released=lines)
    assert answers_of(back)[0].table["note"].tolist() == ["Given as 14 in 8 (9 December 2016).", ""]


def test_a_release_whose_hidden_count_has_changed_is_a_new_one(ask):
    """What it hides depends on it, so only what is hidden tells whether it is the same once more."""
    asked = {"years": YEARS[1:], "totals": True}
    lines = release(ask("8", TABLE, asked), 1)
    same = ask("8", TABLE, asked, released=lines)
    assert protect_request(same).own == 1
    other = ask("8", TABLE | {("A", "2014-15"): 3, ("B", "2014-15"): 30}, asked, released=lines)
    assert protect_request(other).own is None


@pytest.mark.parametrize("released_first", ["topic", "all"])
def test_all_referrals_in_one_release_and_the_topics_in_another_leave_no_small_number(ask, released_first):
    # All 12 of A less the 10 that are about trafficking leave 2, which nobody prints.
    counts = {("A", "2014-15"): {CRIME: 10, "Burglary": 2}}
    topic, every = {"years": ["2014-15"]}, {"years": ["2014-15"], "services": ["A"]}
    first, second = (topic, every) if released_first == "topic" else (every, topic)
    lines = release(ask("8", counts, first), 1)
    assert set(printed(ask("9", counts, second)).values()) <= {"10", "12"}
    case = ask("9", counts, second, released=lines)
    assert printed(case) == {("A", "2014-15"): "[c]"}
    assert prove(case, answers_of(case), protect_request(case)).findings == ()


def test_what_a_place_is_called_makes_no_other_measure(ask, first):
    with pytest.raises(ReleaseError, match="released in 8"):
        protect_request(ask("9", PAIR, SECOND | {"place": "Elsewhere"}, released=first))


def test_another_measure_is_no_matter(ask):
    lines = [replace(line, counted="burglary") for line in release(ask("8", PAIR, {"since": 2014}), 1)]
    assert earlier_lines(ask("9", PAIR, SECOND, released=lines)) == ()
