"""What the tests of reading share."""

import pytest

from tests.supply.sheets import load


@pytest.fixture(scope="session")
def published(real):
    """Return a function that loads a published spreadsheet by its name."""
    known = {}

    def get(name):
        if name not in known:
            known[name] = load(real / name)
        return known[name]

    return get
