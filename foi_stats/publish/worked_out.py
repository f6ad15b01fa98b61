"""Put what is worked out from figures beside them: a table of shares or changes, with its chart."""

from __future__ import annotations

from collections.abc import Mapping

from foi_stats.answer.answer import Answer
from foi_stats.answer.worked_out import worked_out
from foi_stats.publish.charts import draw
from foi_stats.publish.figure_bundle import FigureBundle
from foi_stats.request.asked_derived import KINDS, derived_id
from foi_stats.request.case import Case


def with_worked_out(case: Case, bundles: Mapping[str, FigureBundle]) -> dict[str, FigureBundle]:
    """Return figures with what is worked out from each behind it, by id.

    It is worked out from the figures as they are published, and so gives nothing away that they do not give. Shares
    have a chart where they are divided by one column of labels.
    """
    found = worked_out(case, {name: bundle.answer for name, bundle in bundles.items()})
    every = {}
    for name, bundle in bundles.items():
        every[name] = bundle
        for kind in KINDS:
            if answer := found.get(derived_id(name, kind)):
                every[answer.id] = FigureBundle(answer, draw(answer) if _has_chart(answer) else None)
    return every


def _has_chart(answer: Answer) -> bool:
    return answer.worked_out == "share" and len(answer.by) <= 1 and len(answer.table) > 0
