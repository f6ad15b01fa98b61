import pytest

from foi_stats.run.run_account import account_file, day_sent, read_account, write_account
from foi_stats.vocabulary.findings import InputError


@pytest.fixture
def run(tmp_path):
    account_file(tmp_path).parent.mkdir()
    return tmp_path


@pytest.mark.parametrize("damaged", [None, b"", b"{", b"[]", b"null", b"\xff", b"[" * 100_000])
def test_an_account_that_is_missing_or_damaged_is_one_clear_message(run, damaged):
    if damaged is not None:
        account_file(run).write_bytes(damaged)
    with pytest.raises(InputError, match=r"working/run\.json is missing or damaged.*run --force"):
        read_account(run)


@pytest.mark.parametrize("account", [{}, {"responded": None, "approval": None}, {"responded": "soon"}])
def test_an_account_without_the_day_is_one_clear_message(run, account):
    write_account(run, account)
    assert read_account(run) == account
    with pytest.raises(InputError, match="is missing or damaged"):
        day_sent(run / "release")
