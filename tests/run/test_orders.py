"""What is said of a report stays true in whatever order it is released, drafted and changed."""

import datetime as dt
from itertools import permutations

import pytest

from foi_stats.run.batch import run_request
from foi_stats.run.folders import read_current
from foi_stats.run.status import read_standing
from foi_stats.run.trace import trace
from foi_stats.run.verify import verify
from foi_stats.vocabulary.findings import ReleaseError
from tests.supply.test_deliveries import change

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("one_core")]

ONE = "7.2016-17"
IN_SHORT = (("change", "release", "draft"),)
APPROVAL = 'approval = { role = "Information rights officer", date = 2016-12-09 }\n'
REQUEST = """
reference = "7.2016-17"
title = "Victim care (invented request)"
authority = "exampleshire"
topic = "modern-slavery"
responded = 2016-12-09
demonstration = true

[[question]]
id = "1"
text = "What was spent on victim care in 2014-15?"

[[question.limbs]]
id = "1a"
asks = "funding"
title = "Victim care"
lines = ["Victim Care"]
basis = "outturn"
years = ["2014-15"]

[[decided]]
texts = ["Since April 2014."]
publish = true
reason = "It names nobody."
role = "Information rights officer"
date = 2016-12-09
"""


def write(places, *, approved):
    text = APPROVAL + REQUEST if approved else REQUEST
    (places.data / "requests" / f"{ONE}.toml").write_text(text, encoding="utf-8")


class Office:
    """A project in which a report is released and drafted, and its data changes; and what must be said of it then."""

    def __init__(self, places):
        self.places = places
        self.released = self.drafted = None  # the amount that each was made with
        self.amount = self.cell().now

    def cell(self):
        write(self.places, approved=False)
        run_request(ONE, self.places)
        (traced,) = trace(self.places, ONE)
        self.drafted, self.approved = traced.now, False
        self.file, self.sheet, self.at = traced.cell.file, traced.cell.sheet, traced.cell.cell
        return traced

    def release(self):
        write(self.places, approved=True)
        run_request(ONE, self.places)
        self.released, self.drafted, self.approved = self.amount, None, True

    def draft(self):
        write(self.places, approved=False)
        run_request(ONE, self.places)
        self.drafted, self.approved = self.amount, False

    def change(self):
        change(self.places.data.parent / self.file, self.at, 4321, sheet=self.sheet)
        self.amount = "4321"

    def check(self):
        current = read_current(self.places.report(ONE))
        assert (current.release is not None, current.draft is not None) == (
            self.released is not None,
            self.drafted is not None,
        )
        made = self.released or self.drafted
        (traced,) = trace(self.places, ONE)
        assert (traced.cell.found, traced.now) == (made, self.amount)
        assert traced.state == ("same" if made == self.amount else "changed")
        state = read_standing(ONE, self.places, dt.date(2017, 1, 9)).state
        if not self.approved:
            assert state == ("draft after a release" if self.released else "draft")
        else:
            assert state == ("released" if self.released == self.amount else "released, and changed since")


ORDERS = [
    pytest.param(order, id=" ".join(order), marks=() if order in IN_SHORT else pytest.mark.soak)
    for order in permutations(("release", "draft", "change"))
]


@pytest.mark.parametrize("order", ORDERS)
def test_trace_and_status_are_true(project, order):
    office = Office(project)
    office.check()
    for step in order:
        getattr(office, step)()
        office.check()


@pytest.mark.soak
def test_verify_is_true_of_the_release_whatever_is_drafted_later(project):
    office = Office(project)
    office.release()
    office.draft()
    with pytest.raises(ReleaseError, match="no approval any more"):
        verify(ONE, project)
    write(project, approved=True)
    verified = verify(ONE, project)
    assert (verified.outcome, verified.differing, verified.causes) == ("release", (), ())
    office.change()
    verified = verify(ONE, project)
    assert verified.outcome == "release"
    assert any("funding" in cause for cause in verified.causes)
    assert verified.differing
