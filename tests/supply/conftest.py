"""What the tests of reading share."""

import pytest

from tests.supply.sheets import REAL, load


@pytest.fixture(scope="session")
def real():
    """Return a function that loads a published spreadsheet by its name."""
    known = {}

    def get(name):
        if not (REAL / name).exists():
            pytest.skip(f"the published spreadsheet {name} is not here (set FOI_STATS_REAL to its folder)")
        if name not in known:
            known[name] = load(REAL / name)
        return known[name]

    return get
