"""How requests stand: released, changed since, withdrawn."""

import datetime as dt
import shutil
import subprocess
import sys

import pytest

from foi_stats.cli.standings import standing_row
from foi_stats.release.ledger import write_withdrawal
from foi_stats.run import status
from foi_stats.run.standing import Standing
from foi_stats.run.status import read_standing
from tests.run.requests import SHORT, TEXT, write_short
from tests.supply.test_deliveries import change

NY, EX = "944.2015-16", "101.2016-17"
TODAY = dt.date(2017, 1, 9)
CLARIFICATION = '\n[[clarification]]\nasked = 2020-05-07\nabout = ["2"]\nquestions = ["Which?"]\n'


@pytest.fixture
def made(reported, project):
    """A project of the reports that were made, in a folder of its own."""
    shutil.copytree(reported[0].reports, project.reports)
    shutil.copy2(reported[0].data / "ledger.csv", project.data / "ledger.csv")
    return project


def state(places, reference=EX):
    return read_standing(reference, places, TODAY).state


def test_a_release_and_what_changed_since(made):
    assert (state(made), state(made, NY)) == ("released", "released")
    change(made.data / "2016-17" / "exampleshire" / "referrals.xlsx", "G13", 107, sheet="Referrals")
    assert (state(made), state(made, NY)) == ("released, and changed since", "released")
    request = made.data / "requests" / f"{NY}.toml"
    request.write_text(request.read_text(encoding="utf-8") + "\n# a note\n", encoding="utf-8")
    assert state(made, NY) == "released, and changed since"


def test_a_notebook_that_changed_is_not_the_data(made):
    notebook = made.notebooks / "counts.ipynb"
    notebook.write_text(notebook.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert state(made) == "released"


def test_a_release_that_was_withdrawn(made):
    write_withdrawal(made.data, EX, "Information rights officer", dt.date(2016, 12, 20))
    assert state(made) == "released (withdrawn on 20 December 2016)"
    request = made.data / "requests" / f"{EX}.toml"
    text = request.read_text(encoding="utf-8")
    request.write_text(text.replace("[approval]", "[approval]\n# anew", 1), encoding="utf-8")
    assert state(made) == "released, and changed since (withdrawn on 20 December 2016)"


def imported(places):
    """Return what ``status`` prints, and which of some libraries it has imported by then."""
    names = "('pandas', 'numpy', 'pydantic', 'rich.console', 'typer', 'foi_stats.request.request')"
    told = "import sys; sys.argv[0] = 'foi-stats'; from foi_stats.cli import main\ntry:\n    main()\nfinally:\n"
    told += f"    print('imported', *[name for name in {names} if name in sys.modules])"
    words = [sys.executable, "-c", told, "status", "--root", str(places.data.parent)]
    words += ["--today", TODAY.isoformat()]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    printed, _, found = done.stdout.rstrip().rpartition("\n")
    return printed, found.split()[1:]


def test_requests_that_are_known_are_not_read_again(project):
    for reference in (NY, EX):
        read_standing(reference, project, TODAY)
    assert imported(project)[1] == []


def test_the_status_of_reports_imports_no_pandas(made):
    printed, found = imported(made)
    assert found == ["pydantic", "typer", "foi_stats.request.request"]
    assert imported(made) == (printed, [])


def test_faults_are_looked_for_once(project, monkeypatch):
    assert state(project) == "approved"
    monkeypatch.setattr(status, "_faults", lambda *_: "looked for again")
    assert state(project) == "approved"
    assert read_standing(EX, project, TODAY + dt.timedelta(days=1)).state == "approved"  # of another day, by the same
    change(project.data / "2016-17" / "exampleshire" / "referrals.xlsx", "G13", 107, sheet="Referrals")
    assert state(project) == "looked for again"


def test_what_is_to_be_done_first_comes_first():
    days = {"late": dt.date(2016, 7, 1), "soon": dt.date(2017, 2, 1), "unknown": None}
    standings = [Standing("sent", "T", "released", dt.date(2016, 1, 1), "", sent=True)]
    standings += [Standing(name, "T", "draft", day, "", sent=False) for name, day in reversed(days.items())]
    ordered = sorted(standings, key=lambda one: one.urgency)
    assert [one.reference for one in ordered] == ["late", "soon", "unknown", "sent"]


def test_a_draft_is_never_answered_on_time(project):
    request = project.data / "requests" / f"{EX}.toml"
    text = request.read_text(encoding="utf-8")
    request.write_text(text[: text.index("[approval]")] + text[text.index("[[question]]") :], encoding="utf-8")
    standing = read_standing(EX, project, TODAY)
    assert (standing.state, standing.timeliness.split(" by ")[0]) == ("draft", "late")


def test_a_release_was_answered_on_the_day_of_its_letter_whatever_the_file_says_now(made):
    path = made.data / "requests" / f"{EX}.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("responded = 2016-12-09", "responded = 2017-01-05"))
    assert read_standing(EX, made, TODAY).timeliness == "answered on time"


def test_what_stops_the_clock_is_told(project):
    write_short(project, TEXT.replace("responded = 2020-06-01", "received = 2020-05-05") + CLARIFICATION)
    standing = read_standing(SHORT, project, dt.date(2020, 5, 20))
    assert (standing.due, standing.sent) == (dt.date(2020, 6, 4), False)
    assert standing.timeliness == "due in 10 working days (question 1)"
    (delay,) = standing.delays
    assert (delay["kind"], delay["asked"], delay["about"]) == ("clarification", "2020-05-07", ["2"])


def test_an_internal_review_is_named_with_the_request_that_it_is_of(project):
    reviewed = 'review_of = "101.2016-17"\nreviewer = "Head of legal services"\nreceived = 2020-05-05'
    threshold = 'threshold = { below = 5, reason = "counts of victims" }'
    text = TEXT.replace("responded = 2020-06-01", f"{reviewed}\n{threshold}")
    for asks in ('answer = "The plan covers 2013 to 2016."', "held = false"):
        text = text.replace(asks, f'{asks}\nreview = "changed"')
    write_short(project, text)
    standing = read_standing(SHORT, project, dt.date(2020, 5, 20))
    assert (standing.review_of, standing.timeliness) == (EX, "due in 10 working days")
    assert standing_row(standing)["title"] == "Internal review of 101.2016-17: A plan (invented)"
