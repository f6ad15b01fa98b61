"""A case: a request with everything that is read to answer it. Which rows count is decided in ``answer``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

import pandas as pd

from foi_stats.request.authority import Authority, read_authority
from foi_stats.request.cost import Costs
from foi_stats.request.deadline import working_days_between
from foi_stats.request.deflator import Deflator, read_deflator
from foi_stats.request.figures import Figure, find_figure, has_counts, list_figures, scopes_of
from foi_stats.request.house_style import HouseStyle, read_house_style
from foi_stats.request.law import Law, read_law, shipped_law
from foi_stats.request.law_findings import law_findings
from foi_stats.request.own_rows import other_organisations, with_own_name
from foi_stats.request.released import Released, asker_of, read_ledger
from foi_stats.request.request import Question, Request, Scope, read_request
from foi_stats.request.reviewed import read_reviewed, with_first_decisions
from foi_stats.request.supplied import Supplied
from foi_stats.request.topic import Topic, read_topic
from foi_stats.supply.cache_entries import KINDS, Kind
from foi_stats.supply.deliveries import read_covered, read_table_within
from foi_stats.supply.held import HeldByAuthority, errors_within
from foi_stats.supply.row_table import RowTable
from foi_stats.supply.rows import PERIOD, overlap, records, row_period, rows_that_overlap
from foi_stats.vocabulary.findings import Finding, Findings, InputError, SupplyError
from foi_stats.vocabulary.period import Period, covered_spans, uncovered
from foi_stats.vocabulary.shown import Shown

AGGREGATED_WITHIN = 60


@dataclass(frozen=True, repr=False)
class Case(Shown):
    """A request, its topic, its authority, the rows it may draw on, and the findings of reading them.

    ``other_hours`` is the time of each request that is aggregated with it; ``deflators`` are those its scopes name.
    ``reviewed`` is the request that this is an internal review of.
    ``released`` holds the counts on record of the request's measure, its own releases among them, and
    ``referrals_before`` the rows of their periods that the request does not ask for. ``unaudited`` holds the counts on
    record with which the request cannot be audited together: those of the authority's other measures, or all of them
    if the request has no threshold. ``lists`` are the days that lists of payments cover; ``law`` is that by which it
    is answered; ``house`` how the authority's letters look. ``supplied`` holds the rows as they
    are stored, by kind, also those of ``funding`` of which no frame was made.
    """

    request: Request
    topic: Topic
    authority: Authority
    funding: pd.DataFrame
    referrals: pd.DataFrame
    findings: tuple[Finding, ...] = ()
    other_hours: tuple[float, ...] = ()
    deflators: Mapping[str, Deflator] = field(default_factory=dict)
    released: tuple[Released, ...] = ()
    referrals_before: pd.DataFrame | None = None
    unaudited: tuple[Released, ...] = ()
    lists: tuple[Period, ...] = ()
    law: Law = field(default_factory=shipped_law)
    house: HouseStyle = field(default_factory=HouseStyle)
    reviewed: Request | None = None
    supplied: Mapping[Kind, Supplied] = field(default_factory=dict)
    known: dict[str, pd.DataFrame] = field(default_factory=dict, init=False, compare=False)
    """Rows that were chosen already, by what for: several parts of a letter and its checks ask for the same."""
    _shown: ClassVar[Sequence[tuple[str, str]]] = (
        ("Title", "_title"),
        ("Authority", "_authority"),
        ("Topic", "_topic"),
        ("Funding", "funding"),
        ("Counts, small ones among them", "referrals"),
        ("Findings", "findings"),
    )

    def __post_init__(self) -> None:
        object.__setattr__(self, "findings", Findings(self.findings))

    def _shown_title(self) -> str:
        return f"Case {self.request.reference}"

    @property
    def _title(self) -> str:
        return self.request.title

    @property
    def _authority(self) -> str:
        return self.authority.name

    @property
    def _topic(self) -> str:
        return self.topic.title

    def every_row(self, kind: Kind) -> pd.DataFrame:
        """Return all rows of the periods that are asked for, those of other topics among them."""
        if kind in self.supplied:
            return self.supplied[kind].rows.frame()
        return self.funding if kind == "funding" else self.referrals

    @property
    def limit_hours(self) -> float:
        """The cost limit in hours: the request's own, or the law's on the day of the response."""
        return _limit_hours(self.request, self.authority, self.law)

    @property
    def costs(self) -> Costs:
        """What the request costs."""
        return Costs(self.request, self.limit_hours, self.other_hours)


def _limit_hours(request: Request, authority: Authority, law: Law) -> float:
    day = request.responded or request.received
    return request.limit_hours or law.limit_hours(day, central_government=authority.central_government)


def read_case(data: Path | str, reference: str, figure: str | None = None, *, sparing: bool = False) -> Case:
    """Read a request by its reference, and the supplied rows that answer it; see :func:`case_of`."""
    return case_of(data, read_request(data, reference), figure, sparing=sparing)


def case_of(data: Path | str, request: Request, figure: str | None = None, *, sparing: bool = False) -> Case:
    """Read the supplied rows that answer a request, and all else that it needs.

    Parameters
    ----------
    data
        The data folder.
    figure
        The id of one of its figures; then only the rows of the periods of this figure are read. Counts are protected
        together, so a figure with counts needs those of every other figure.
    sparing
        Whether ``funding`` is to have only the rows that the figures may use, and not those of other topics.

    Raises
    ------
    InputError
        If its topic or its authority cannot be used, or it has no such figure; or if it asks for counts of people,
        and the record of what was released is damaged.
    SupplyError
        If a supply that is needed is missing or has an error. Every finding is listed.
    """
    asked = _read_asked(data, request, figure)
    request, authority, law = asked.request, asked.authority, asked.law
    referral_periods = asked.periods["referrals"]
    read = {kind: read_table_within(data, kind, request.authority, asked.periods[kind]) for kind in KINDS}
    supplied = {kind: Supplied(with_own_name(rows, authority), asked.topic) for kind, (rows, _) in read.items()}
    named = (finding for each in supplied.values() for finding in other_organisations(each.rows, authority))
    found = (finding for _, of_kind in read.values() for finding in of_kind)
    findings = tuple(dict.fromkeys((*found, *named, *law_findings(request, authority, law))))
    if any(finding.severity == "error" for finding in findings):
        raise SupplyError(findings)
    deflators, house, released, unaudited = asked.read_rest(data)
    # An error in what was asked for before stops nothing: it is only not known whether it still holds.
    periods_before = [
        rest for line in released for period in line.periods for rest in uncovered(period, sorted(referral_periods))
    ]
    before = _read_before(data, request, authority, periods_before, referral_periods) if periods_before else None
    # Dated by the day of each payment, a list says by itself nothing of the days without one.
    lists = _read_lists(data, request.authority) if "paid" in supplied["funding"].rows.texts("basis") else ()
    funding = supplied["funding"].rows.frame(supplied["funding"].of_use(asked.scopes) if sparing else None)
    return Case(
        *(request, asked.topic, authority, funding, supplied["referrals"].rows.frame(), findings),
        *(asked.hours, deflators),
        released=released,
        referrals_before=before,
        unaudited=unaudited,
        lists=lists,
        law=law,
        house=house,
        reviewed=asked.reviewed,
        supplied=supplied,
    )


def read_errors(data: Path | str, request: Request, held: HeldByAuthority) -> list[Finding]:
    """Return the errors for which :func:`case_of` refuses the supplies, without their rows.

    Parameters
    ----------
    held
        What was found for other requests; it is added to.

    Raises
    ------
    InputError
        As :func:`case_of`.
    """
    asked = _read_asked(data, request, None)
    errors = [
        finding
        for kind, periods in asked.periods.items()
        for finding in errors_within(data, kind, request.authority, periods, held)
    ]
    if not errors:
        asked.read_rest(data)
    return errors


@dataclass(frozen=True)
class _Asked:
    """What a request, or one figure of it, asks for, and the settings that say so; no supply is read for it."""

    request: Request
    reviewed: Request | None
    topic: Topic
    authority: Authority
    law: Law
    hours: tuple[float, ...]
    scopes: list[Scope]
    figures: list[Figure]

    @property
    def periods(self) -> dict[Kind, list[Period]]:
        """The periods of which it asks for each kind of rows."""
        return dict(zip(KINDS, _periods_by_kind(self.request, self.scopes), strict=True))

    def read_rest(
        self, data: Path | str
    ) -> tuple[dict[str, Deflator], HouseStyle, tuple[Released, ...], tuple[Released, ...]]:
        """Return its deflators, the house style, and what was released before (:func:`_read_released`)."""
        names = {scope.real_terms.deflator for scope in self.scopes if scope.real_terms}
        deflators = {name: read_deflator(data, name) for name in sorted(names)}
        before = _read_released(data, self.request) if any(map(has_counts, self.figures)) else ((), ())
        return deflators, read_house_style(data, self.authority.house), *before


def _read_asked(data: Path | str, request: Request, figure: str | None) -> _Asked:
    reviewed = read_reviewed(data, request)
    request = with_first_decisions(request, reviewed)
    topic, authority = read_topic(data, request.topic), read_authority(data, request.authority)
    law = read_law(data)
    hours = _aggregated_hours(data, request, law)
    scopes = _scopes_read(request, figure, Costs(request, _limit_hours(request, authority, law), hours))
    return _Asked(request, reviewed, topic, authority, law, hours, scopes, _figures_read(request, figure))


def _read_lists(data: Path | str, authority: str) -> tuple[Period, ...]:
    """Return the days that the authority's lists of payments cover."""
    return tuple(covered_spans(row_period(line) for line in records(read_covered(data, authority)[list(PERIOD)])))


def _read_before(
    data: Path | str, request: Request, authority: Authority, periods: Sequence[Period], asked: Sequence[Period]
) -> pd.DataFrame:
    """Return the referral rows of some periods, without those that the request asks for."""
    table, _ = read_table_within(data, "referrals", request.authority, periods)
    rows = with_own_name(table, authority).frame()
    return rows.drop(rows_that_overlap(rows, asked).index)


def _read_released(data: Path | str, request: Request) -> tuple[tuple[Released, ...], tuple[Released, ...]]:
    """Return what releases of the authority gave: of the counts that a request asks for, and of others.

    All are others if the request has no threshold, because its counts are then not protected together with any.
    """
    asker = asker_of(request)
    ledger = [line for line in read_ledger(data) if line.authority == request.authority]
    released = tuple(line for line in ledger if request.threshold is not None and asker.shares_measure(line))
    unaudited = tuple(line for line in ledger if not (request.threshold is not None and asker.shares_measure(line)))
    return released, unaudited


def tables_of(case: Case, figure: str) -> list[RowTable]:
    """Return the rows of funding and of counts that the supplies hold for the periods of one figure of a case.

    They are those that :func:`read_case` reads for this figure alone.
    """
    asked = zip(KINDS, _periods_by_kind(case.request, _scopes_read(case.request, figure, case.costs)), strict=True)
    tables = [(case.supplied[kind].rows, periods) for kind, periods in asked]
    return [rows.where(overlap(rows.columns(list(PERIOD)), periods).to_numpy()) for rows, periods in tables]


def scopes_asked(data: Path | str, request: Request) -> list[Scope]:
    """Return the scopes whose rows a request needs to be answered: those that its cost limit allows to be looked for.

    Raises
    ------
    InputError
        If its authority, or a request that it depends on, cannot be used.
    """
    law = read_law(data)
    limit = _limit_hours(request, read_authority(data, request.authority), law)
    return _scopes_read(request, None, Costs(request, limit, _aggregated_hours(data, request, law)))


def _scopes_read(request: Request, name: str | None, costs: Costs) -> list[Scope]:
    """Return the scopes whose rows are read for one figure of a request, or for all.

    What the cost limit does not allow to be looked for need not be supplied.
    """
    return [
        scope
        for figure in _figures_read(request, name)
        for scope in (costs.limbs_within(figure) if isinstance(figure, Question) else scopes_of(figure))
    ]


def _figures_read(request: Request, name: str | None) -> list[Figure]:
    """Return the figures that are read for one figure of a request, or all: counts are read together."""
    figures = list_figures(request)
    if name is None:
        return figures
    asked = find_figure(request, name)
    return [figure for figure in figures if figure == asked or (has_counts(asked) and has_counts(figure))]


def _aggregated_hours(data: Path | str, request: Request, law: Law) -> tuple[float, ...]:
    """Return the hours of each request that is aggregated with this one.

    The Freedom of Information (Appropriate Limit and Fees) Regulations 2004, reg. 5, allow it for requests by one
    person, or by several in concert, received within sixty consecutive working days, that relate to any extent to the
    same or similar information.
    """
    hours = []
    for aggregated in request.aggregated:
        other = read_request(data, aggregated.reference)
        if request.received is None or other.received is None:
            raise InputError(f"{request.reference} is aggregated with {other.reference}: give both a date of receipt.")
        if abs(working_days_between(request.received, other.received, law)) >= AGGREGATED_WITHIN:
            raise InputError(
                f"{request.reference} cannot be aggregated with {other.reference}: they were not received within "
                f"{AGGREGATED_WITHIN} consecutive working days (Fees Regulations 2004, reg. 5)."
            )
        known = [question.id for question in other.question]
        if unknown := [name for name in aggregated.questions if name not in known]:
            raise InputError(
                f"{request.reference} is aggregated with question {unknown[0]} of {other.reference}, which has: "
                f"{', '.join(known)}."
            )
        counted = [one for one in other.question if not aggregated.questions or one.id in aggregated.questions]
        hours.append(sum(one.least_hours for one in counted))
    return tuple(hours)


def _periods_by_kind(request: Request, scopes: Sequence[Scope]) -> tuple[list[Period], list[Period]]:
    """Return the periods that scopes ask for, of funding and of referrals."""
    referrals = {period for scope in scopes if scope.asks == "counts" for period in request.scope_periods(scope)}
    funding = {period for scope in scopes if scope.asks != "counts" for period in request.scope_periods(scope)}
    return sorted(funding), sorted(referrals)
