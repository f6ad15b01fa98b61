"""The log as a folder: written at once, unchanged where nothing changed, and never over anything else."""

import json
import os
from dataclasses import replace

import pytest

from foi_stats.disclosure_log import export
from foi_stats.disclosure_log.export import MANIFEST, write_site
from foi_stats.vocabulary.findings import InputError
from tests.disclosure_log.made import FILES, entry, log_of, places_in


@pytest.fixture
def site(tmp_path):
    """A log of two responses, the folders of its project, and where its site goes."""
    log = log_of(
        entry(tmp_path / "kept", title="What bridges cost"),
        entry(tmp_path / "kept", "9/2016", "What parks cost", topic="parks"),
    )
    return log, places_in(tmp_path), tmp_path / "site"


def seen(out):
    """Return the files of a site, with their times and content."""
    paths = [path for path in sorted(out.rglob("*")) if path.is_file()]
    return {path.relative_to(out).as_posix(): (path.stat().st_mtime_ns, path.read_bytes()) for path in paths}


def test_a_site_has_the_pages_and_the_files_that_were_released(site):
    log, places, out = site
    written = write_site(log, places, out)
    assert {f"responses/12-2016/{name}" for name in FILES} < set(written.changed)
    assert {"index.html", "feed.xml", "pages.css", "numbers.html", "about.html"} < set(written.changed)
    assert (out / "responses/12-2016/annexes/a plan & more.pdf").read_bytes() == b"%PDF-1.7"
    page = (out / "responses/12-2016/index.html").read_text(encoding="utf-8")
    assert 'href="annexes/a%20plan%20%26%20more.pdf"' in page
    assert 'href="tables/1.csv">What roads cost' in page
    assert set(json.loads((out / MANIFEST).read_text(encoding="utf-8"))["files"]) == set(written.changed)
    assert not [path for path in out.parent.iterdir() if path.name.startswith(".site")]


def test_what_is_the_same_is_left_as_it_is(site):
    log, places, out = site
    write_site(log, places, out)
    for path in out.rglob("*"):
        os.utime(path, ns=(10**18, 10**18))
    before, folder = seen(out), out.stat().st_ino
    again = write_site(log, places, out)
    assert (again.changed, again.removed) == ((), ())
    assert (seen(out), out.stat().st_ino) == (before, folder)

    fewer = write_site(replace(log, entries=log.entries[:1]), places, out)
    assert "responses/9-2016/response.pdf" in fewer.removed
    assert "index.html" in fewer.changed
    after = seen(out)
    assert not (out / "responses" / "9-2016").exists()
    assert after["responses/12-2016/response.pdf"] == before["responses/12-2016/response.pdf"]
    write_site(replace(log, entries=log.entries[:1]), places, out.with_name("other"))
    assert {name: one for name, (_, one) in seen(out.with_name("other")).items()} == {
        name: one for name, (_, one) in after.items()
    }


@pytest.mark.parametrize("can_exchange", [True, False])
@pytest.mark.parametrize("fails", ["_put", "_take_place"])
def test_what_fails_leaves_the_old_site(site, monkeypatch, fails, can_exchange):
    log, places, out = site
    write_site(log, places, out)
    before = seen(out)
    if not can_exchange:
        monkeypatch.setattr(export, "_exchange", lambda *_: False)
    with monkeypatch.context() as patch:

        def stop(*_):
            raise KeyboardInterrupt

        patch.setattr(export, fails, stop)
        with pytest.raises(KeyboardInterrupt):
            write_site(replace(log, entries=()), places, out)
    assert seen(out) == before
    assert [path.name for path in out.parent.iterdir() if "site" in path.name] == ["site"]
    write_site(replace(log, entries=()), places, out)
    assert "feed.xml" not in seen(out)
    assert [path.name for path in out.parent.iterdir() if "site" in path.name] == ["site"]


def test_what_a_killed_export_left_is_tidied_up(site):
    log, places, out = site
    write_site(log, places, out)
    before = seen(out)
    (out.parent / ".site.0123abcd.site.part" / "years").mkdir(parents=True)
    out.rename(out.parent / ".site.old")  # killed between two steps
    write_site(log, places, out)
    assert seen(out) == before
    assert [path.name for path in out.parent.iterdir() if "site" in path.name] == ["site"]


def test_a_folder_that_holds_other_things_is_refused(site):
    log, places, out = site
    out.mkdir()
    (out / "index.html").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match=r"holds what is no part of a site .*: index\.html"):
        write_site(log, places, out)
    (out / "index.html").unlink()
    write_site(log, places, out)
    (out / "responses" / "mine.txt").write_text("mine", encoding="utf-8")
    before = seen(out)
    with pytest.raises(InputError, match=r"responses/mine\.txt. It is left as it is"):
        write_site(log, places, out)
    assert seen(out) == before
    (out / "responses" / "mine.txt").unlink()
    (out / "index.html").write_text("changed by hand", encoding="utf-8")
    assert write_site(log, places, out).changed == ("index.html",)


@pytest.mark.parametrize("name", ["data", "reports/site", "."])
def test_a_site_never_stands_among_what_the_project_works_with(site, name):
    log, places, out = site
    with pytest.raises(InputError, match="is the project's own"):
        write_site(log, places, out.parent / name)


def test_a_file_that_is_not_what_was_released_stops_it(site):
    log, places, out = site
    write_site(log, places, out)
    before = seen(out)
    (log.entries[0].folder / "response.pdf").write_bytes(b"another")
    with pytest.raises(InputError, match=r"response\.pdf is not what was released"):
        write_site(log, places, out)
    assert seen(out) == before


def test_a_withdrawn_release_is_named_and_nothing_of_it_is_there(site):
    log, places, out = site
    write_site(log, places, out)
    gone = replace(log.entries[0], files={}, withdrawn=log.entries[0].sent)
    write_site(replace(log, entries=(gone, log.entries[1])), places, out)
    assert [path.name for path in (out / "responses" / "12-2016").iterdir()] == ["index.html"]
    assert not [name for name, (_, content) in seen(out).items() if b"What bridges cost" in content]
    assert "withdrawn on 8 July 2016" in (out / "responses/12-2016/index.html").read_text(encoding="utf-8")
