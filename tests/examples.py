"""How many examples a property is tried with: as many as its test asks for, and many times more in ``make soak``."""

from hypothesis import HealthCheck, settings

TIMES = settings.default.max_examples // 100
"""How many times more than its test asks for; the profile says it."""


def examples(number: int, *ignored: HealthCheck) -> settings:
    """Return the settings of a property that is tried with a number of examples, with some health checks left out."""
    return settings(
        max_examples=number * TIMES, suppress_health_check=[*settings.default.suppress_health_check, *ignored]
    )
