import pytest

from foi_stats.request.intake.draft import write_draft
from foi_stats.request.names import check_name, file_name
from foi_stats.request.request import read_request
from foi_stats.vocabulary.findings import InputError


@pytest.mark.parametrize("name", ["con", "NUL", "Aux.2016-17", "com1", "lpt9.2015", "944.2015-16."])
def test_a_name_that_windows_cannot_give_is_refused_with_the_reason(name, tmp_path):
    with pytest.raises(ValueError, match="Windows"):
        check_name(name)
    (tmp_path / "requests").mkdir()
    with pytest.raises(InputError, match="Windows"):
        write_draft(tmp_path, name)
    assert not list((tmp_path / "requests").iterdir())


@pytest.mark.parametrize("name", ["944.2015-16", "console", "com10", "nullity", "101/2016 17"])
def test_other_names_pass(name):
    assert check_name(file_name(name))


def test_neither_reference_nor_authority_may_be_such_a_name(tmp_path):
    (tmp_path / "requests").mkdir()
    text = 'reference = "{}"\ntitle = "T"\nauthority = "{}"\ntopic = "t"\n[[question]]\nid = "1"\ntext = "?"\n'
    text += 'asks = "statement"\nanswer = "A."\n'
    for file, reference, authority in (("aux", "aux", "a"), ("1", "1", "con")):
        (tmp_path / "requests" / f"{file}.toml").write_text(text.format(reference, authority))
        with pytest.raises(InputError, match="Windows keeps it for a device"):
            read_request(tmp_path, file)
