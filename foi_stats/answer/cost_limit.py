"""The cost limit: how many hours the whole request takes with each limb of a question."""

from __future__ import annotations

from foi_stats.request.case import Case
from foi_stats.request.request import Question


def hours_with_each_limb(case: Case, question: Question) -> dict[str, float]:
    """Return the hours of the whole request by the id of the limb that is answered (FOIA s.12 limits the whole).

    Limbs are chosen in the order of the questions: those before this one take what their first limb within the limit
    takes, those after it at least their quickest limb. The time of requests aggregated with it counts too.
    """
    request, spent = case.request, case.other_hours
    for position, asked in enumerate(request.question):
        others = spent + sum(later.least_hours for later in request.question[position + 1 :])
        hours = {limb.id: others + asked.hours + limb.hours for limb in asked.limbs}
        if asked.id == question.id:
            return hours
        within = [limb.hours for limb in asked.limbs if hours[limb.id] <= case.limit_hours]
        spent += asked.hours + (within[0] if within else 0)
    raise KeyError(question.id)
