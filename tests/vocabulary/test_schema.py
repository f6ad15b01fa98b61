"""Files that people write may say of which schema they are."""

import pytest

from foi_stats.request.authority import read_authority
from foi_stats.request.law import read_law
from foi_stats.request.request import read_request
from foi_stats.request.topic import read_topic
from foi_stats.supply.layouts.model import read_layout
from foi_stats.supply.supply_files import find_supplies
from foi_stats.vocabulary.findings import InputError
from tests.conftest import PROJECT

DATA = PROJECT / "data"
READERS = {
    "requests/944.2015-16.toml": lambda data: read_request(data, "944.2015-16"),
    "topics/modern-slavery.toml": lambda data: read_topic(data, "modern-slavery"),
    "authorities/north-yorkshire.toml": lambda data: read_authority(data, "north-yorkshire"),
    "layouts/nrm.toml": lambda data: read_layout(data / "layouts" / "nrm.toml"),
    "law.toml": read_law,
    "2015-16/a/figures.xlsx.toml": find_supplies,
}
"""Each kind of file, and what reads it."""


@pytest.mark.parametrize("name", READERS)
def test_a_file_may_say_of_which_schema_it_is_and_another_stops_its_reader(name, tmp_path):
    path, shipped = tmp_path / "data" / name, DATA / name
    path.parent.mkdir(parents=True)
    path.with_suffix("").touch()
    text = shipped.read_text(encoding="utf-8") if shipped.exists() else ""
    path.write_text(f"schema = 1\n{text}", encoding="utf-8")
    READERS[name](tmp_path / "data")
    for other in ("2", "1.0", "true", '"1"'):
        path.write_text(f"schema = {other}\n{text}", encoding="utf-8")
        with pytest.raises(InputError, match=rf"{path.name} has schema = .*reads schema = 1\. Use the version") as told:
            READERS[name](tmp_path / "data")
        assert len(str(told.value).splitlines()) == 1
