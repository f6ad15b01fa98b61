"""A folder that is watched: what is dropped is answered beside it, and nothing is lost or taken twice."""

import datetime as dt
import multiprocessing
import os
import random
import signal
import time

import openpyxl
import pytest

from foi_stats.request.project_folders import Places
from foi_stats.run import inbox_folder
from foi_stats.run.inbox import Inbox, watch
from foi_stats.run.inbox_folder import OWN, abandoned, claim, list_files, put_back
from foi_stats.supply import take as taking
from foi_stats.supply.deliveries import load_funding
from foi_stats.supply.delivery_log import read_deliveries
from foi_stats.supply.take import Sender
from foi_stats.vocabulary.findings import BusyError
from tests.test_cli import in_process

NOW = dt.datetime(2017, 3, 1, 9, 30, tzinfo=dt.UTC)
FORK = multiprocessing.get_context("fork")


@pytest.fixture
def data(tmp_path):
    (tmp_path / "data" / "authorities").mkdir(parents=True)
    authority = 'name = "Shire"\nplace = "Shire"\norganisations = []\n'
    (tmp_path / "data" / "authorities" / "shire.toml").write_text(authority)
    (tmp_path / "inbox").mkdir()
    return tmp_path / "data"


@pytest.fixture
def folder(data):
    return data.parent / "inbox"


def watched(data, **more):
    return Inbox(
        data.parent / "inbox",
        Places(data.parent, data, data.parent / "reports"),
        Sender("shire", "Finance"),
        now=lambda: NOW,
        **more,
    )


def drop(folder, name, *figures, year="2015-16"):
    """Write a CSV file of a line for each figure, as if it had been left alone for a while."""
    lines = [f"{year},Refuge {number},{figure}" for number, figure in enumerate(figures)]
    (folder / name).write_text("\n".join(["Financial year,Service,Outturn (£)", *lines]))
    settle(folder / name)


def settle(path, age=60.0):
    os.utime(path, (time.time() - age,) * 2)


def answers(data, **more):
    return list(watch(watched(data, **more), 0, once=True, pause=0))


def names(folder):
    return sorted(path.name for path in folder.iterdir() if path.name != OWN)


def test_what_is_right_is_taken_and_answered_once(data, folder):
    drop(folder, "Figures.csv", 1200, 50)
    (answer,) = answers(data)
    assert (answer.outcome, answer.reply) == ("accepted", "Figures - accepted.txt")
    text = (folder / "Figures - accepted.txt").read_text(encoding="utf-8-sig")
    assert "Received on 1 March 2017 at 09:30. Nothing more needs doing." in text
    assert "2015-16  spending  outturn  £     2     £1,250  none" in text
    assert [line.role for line in read_deliveries(data)] == ["Finance"]
    assert len(load_funding(data, "shire", "2015-16")) == 2
    assert (answers(data), names(folder)) == ([], ["Figures - accepted.txt", "Figures.csv"])


def test_what_is_faulty_comes_back_marked_and_is_taken_from_the_mended_copy(data, folder):
    drop(folder, "Figures.csv", "tbc", 50)
    (answer,) = answers(data)
    assert (answer.outcome, answer.reply) == ("to mend", "Figures - to mend.xlsx")
    assert answers(data) == []  # its own answer is no supply
    marked = folder / answer.reply
    os.utime(marked)
    settle(marked)  # opened and saved without a change
    assert answers(data) == []
    book = openpyxl.load_workbook(marked)
    book["Text file"]["C2"] = 1200
    book.save(marked)
    settle(marked)
    (answer,) = answers(data)
    assert (answer.outcome, answer.reply) == ("accepted", "Figures - accepted.txt")
    assert [line.file for line in read_deliveries(data)] == ["data/shire/2017-03-01/Figures.xlsx"]
    assert names(folder) == ["Figures - accepted.txt", "Figures - to mend.xlsx", "Figures.csv"]
    assert answers(data) == []


def test_a_file_that_is_mended_in_its_place_is_answered_anew_and_the_old_answer_goes(data, folder):
    drop(folder, "Figures.csv", "tbc")
    answers(data)
    drop(folder, "Figures.csv", "n/a")
    assert [one.reply for one in answers(data)] == ["Figures - to mend.xlsx"]
    drop(folder, "Figures.csv", 1200)
    answers(data)
    assert names(folder) == ["Figures - accepted.txt", "Figures.csv"]


def dated(folder, name, day, figure, cell="Refuge 0"):
    """Drop a file of one figure as at a day; without a figure, of the words that stand for none."""
    (folder / name).write_text(f"Financial year,Service,As at,Outturn (£)\n2015-16,{cell},{day},{figure}\n")
    settle(folder / name)


def test_later_and_older_states_are_told_as_what_they_are(data, folder):
    read = lambda name: (folder / name).read_text(encoding="utf-8-sig")  # noqa: E731
    for name, day, figure in (("First.csv", "2016-04-30", "not known"), ("Later.csv", "2016-06-30", 1200)):
        dated(folder, name, day, figure)
        answers(data)
    assert "not known  £1,200" in read("Later - accepted.txt")
    assert load_funding(data)["shorthand"].tolist() == [""]
    dated(folder, "Old.csv", "2016-05-31", 900)
    (answer,) = answers(data)
    assert (answer.outcome, answer.reply) == ("not needed", "Old - not needed.txt")
    assert "1200, as at 2016-06-30, in Later.csv (sent on 1 March 2017), cell D2" in read(answer.reply)
    dated(folder, "Undated.csv", "", 900)
    assert [one.outcome for one in answers(data)] == ["to mend"]  # nothing says that it is older
    dated(folder, "First again.csv", "2016-04-30", "not known")
    (answer,) = answers(data)
    assert "1 of its figures gives way to later ones in Later.csv (sent on 1 March 2017)" in read(answer.reply)


def test_a_figure_that_was_released_is_said_to_be(data, folder, monkeypatch):
    monkeypatch.setattr("foi_stats.run.inbox.releases_of_moved", lambda *given: [("101.2016-17",)] * len(given[2]))
    dated(folder, "First.csv", "2016-04-30", 1000)
    answers(data)
    dated(folder, "Later.csv", "2016-06-30", 1200)
    (answer,) = answers(data)
    assert "1 earlier figure has changed, released in 101.2016-17." in answer.about
    text = (folder / answer.reply).read_text(encoding="utf-8-sig")
    assert "Earlier figures were released in 101.2016-17: the information officer is told." in text
    assert "£1,000  £1,200  101.2016-17" in text


def test_what_was_taken_back_is_told_to_its_sender_and_the_command_says_which_file(data, folder):
    drop(folder, "Figures.csv", 1200)
    answers(data)
    undo = ("take", "--undo", "--authority", "shire", "--root", str(data.parent))
    asked = in_process(*undo)  # nobody answers
    assert (
        "Take back data/shire/2017-03-01/Figures.csv (from Finance, received on 1 March 2017 at 09:30" in asked.stderr
    )
    assert (asked.returncode, answers(data)) == (1, [])
    assert in_process(*undo, "--yes").returncode == 0
    (answer,) = answers(data)
    assert (answer.outcome, answer.reply) == ("taken back", "Figures - taken back.txt")
    assert (answers(data), names(folder)) == ([], ["Figures - taken back.txt", "Figures.csv"])


def test_an_answer_is_never_written_over_a_file_of_somebody_else(data, folder):
    (folder / "Figures - accepted.txt").write_text("a note of finance's own")
    drop(folder, "Figures.csv", 1200)
    drop(folder, "Figures.txt", 1300, year="2016-17")
    assert [one.reply for one in answers(data)] == ["Figures.csv - accepted.txt", "Figures.txt - accepted.txt"]
    drop(folder, "Other.csv", 1, year="2014-15")
    (folder / "Other - accepted.txt").write_text("another note")
    assert [one.reply for one in answers(data)] == ["Other - accepted (2).txt"]
    assert (folder / "Other - accepted.txt").read_text() == "another note"


HOSTILE = {
    "photo.xlsx": b"\x89PNG\r\n\x1a\n",
    "report.pdf": b"%PDF-1.7",
    "empty.xlsx": b"",
    "half.xlsx": b"PK\x03\x04 half of a workbook",
    "n" * 240 + ".csv": b"Financial year,Service,Outturn\n",
}


def test_what_cannot_be_opened_is_told_why_and_stays_as_it_was(data, folder):
    for name, content in HOSTILE.items():
        (folder / name).write_bytes(content)
    for name in ("~$Figures.xlsx", ".hidden.xlsx", "Figures.xlsx.part", "copying.tmp", "Thumbs.db"):
        (folder / name).write_bytes(b"1")
    (folder / "a folder.xlsx").mkdir()
    given = answers(data)
    assert {one.name: one.outcome for one in given} == dict.fromkeys(HOSTILE, "to mend")
    assert {name: (folder / name).read_bytes() for name in HOSTILE} == HOSTILE
    assert "The file is a picture" in (folder / "photo - to mend.txt").read_text(encoding="utf-8-sig")
    assert "report.pdf is not read as a supply" in (folder / "report - to mend.txt").read_text(encoding="utf-8-sig")
    assert not any(path.name.startswith(("~", ".", "Fig", "copying", "Thumbs")) for path in folder.glob("* - *"))
    assert (answers(data), read_deliveries(data)) == ([], [])


@pytest.mark.links
def test_links_are_not_followed(data, folder):
    drop(data.parent, "elsewhere.csv", 1200)
    (folder / "link.csv").symlink_to(data.parent / "elsewhere.csv")
    assert (answers(data), list_files(folder)) == ([], {})


def test_a_file_that_is_being_copied_is_left_until_it_rests(data, folder):
    box = watched(data)
    drop(folder, "Figures.csv", 1)
    assert list(box.look()) == []
    drop(folder, "Figures.csv", 1, 2)  # it has grown since
    assert list(box.look()) == []
    seen = list_files(folder)["Figures.csv"]
    drop(folder, "Figures.csv", 1, 2, 3)
    assert claim(folder, "Figures.csv", seen) is None  # it has changed between the look and the claim
    list(box.look())
    assert [one.outcome for one in box.look()] == ["accepted"]
    assert len(load_funding(data)) == 3


def test_what_cannot_be_taken_now_is_tried_again_and_said_once(data, folder, monkeypatch):
    said = []
    box = watched(data, complain=lambda text, code: said.append((text, code)))

    def busy(*_):
        raise BusyError("Another process is taking a delivery; try again when it has ended.")

    drop(folder, "Figures.csv", 1200)
    with monkeypatch.context() as patch:
        patch.setattr("foi_stats.run.inbox.take_file", busy)
        assert [list(box.look()) for _ in range(4)] == [[]] * 4
    assert said == [("Figures.csv: Another process is taking a delivery; try again when it has ended.", 3)]
    assert [one.outcome for one in box.look()] == ["accepted"]


def test_a_file_that_is_saved_while_it_is_in_hand_is_kept_beside(folder):
    drop(folder, "Figures.csv", 1)
    claimed = claim(folder, "Figures.csv", list_files(folder)["Figures.csv"])
    drop(folder, "Figures.csv", 1, 2)
    assert put_back(folder, claimed) == "Figures (2).csv"
    assert (names(folder), list(abandoned(folder))) == (["Figures (2).csv", "Figures.csv"], [])


def test_a_claim_of_another_machine_is_taken_over_when_it_is_old(folder, monkeypatch):
    drop(folder, "Figures.csv", 1)
    monkeypatch.setattr(inbox_folder.socket, "gethostname", lambda: "elsewhere")
    claimed = claim(folder, "Figures.csv", list_files(folder)["Figures.csv"])
    monkeypatch.undo()
    assert list(abandoned(folder)) == []
    settle(claimed.path.parent, inbox_folder.ABANDONED_AFTER + 5)
    assert [one.name for one in abandoned(folder)] == ["Figures.csv"]


STEPS = ("claimed", "kept", "taken", "replied", "answered", "put back")


@pytest.mark.parametrize("step", STEPS)
def test_a_process_that_is_killed_at_any_step_loses_nothing_and_takes_nothing_twice(step, data, folder, monkeypatch):
    drop(folder, "Figures.csv", 1200)

    def kill(reached):
        if reached == step:
            os.kill(os.getpid(), signal.SIGKILL)

    def watch_and_be_killed():
        if step == "kept":
            monkeypatch.setattr(taking, "add_line", lambda *_: kill("kept"))
        answers(data, step=kill)

    process = FORK.Process(target=watch_and_be_killed)
    process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL
    answers(data)
    assert names(folder) == ["Figures - accepted.txt", "Figures.csv"]
    assert [line.file for line in read_deliveries(data)] == ["data/shire/2017-03-01/Figures.csv"]
    assert len(load_funding(data)) == 1


def watch_for_good(data):
    for _ in watch(watched(data), 0.02):
        pass


def drops(folder, number, generator):
    """Drop files while others watch, and return the names of those that are right."""
    right = []
    for at in range(number):
        name, is_right = f"{at:03}.csv", generator.random() < 0.8
        figure = 100 + at if is_right else "tbc"
        drop(folder.parent, name, figure, year=f"{1900 + at}-{(at + 1) % 100:02}")
        os.rename(folder.parent / name, folder / name)
        right += [name] * is_right
    return right


@pytest.mark.slow
@pytest.mark.parametrize(("number", "kills"), [(6, 1), pytest.param(200, 12, marks=pytest.mark.soak)])
def test_two_machines_on_one_inbox_that_are_killed_now_and_then(number, kills, data, folder):
    generator = random.Random(number)
    running = [FORK.Process(target=watch_for_good, args=(data,)) for _ in range(2)]
    for process in running:
        process.start()
    right = drops(folder, number, generator)
    for _ in range(kills):
        time.sleep(generator.random() * 0.3)
        at = generator.randrange(2)
        running[at].kill()
        running[at].join()
        running[at] = FORK.Process(target=watch_for_good, args=(data,))
        running[at].start()
    deadline = time.monotonic() + 10 * number
    while time.monotonic() < deadline and len(list(folder.glob("* - *"))) < number:
        time.sleep(0.05)
    for process in running:
        process.kill()
        process.join()
    answers(data)
    assert sorted(line.file[-7:] for line in read_deliveries(data)) == right
    assert len(load_funding(data)) == len(right)
    files = [f"{at:03}" for at in range(number)]
    replies = [f"{name} - {'accepted.txt' if f'{name}.csv' in right else 'to mend.xlsx'}" for name in files]
    assert names(folder) == sorted([*(f"{name}.csv" for name in files), *replies])


def test_the_command_answers_what_is_there_and_its_exit_code_says_how_it_was(data, folder, monkeypatch):
    monkeypatch.setattr("foi_stats.run.inbox.time.sleep", lambda _: None)
    root = str(data.parent)
    done = in_process("inbox", str(folder), "--authority", "shire", "--once", "--root", root)
    assert (done.returncode, done.stdout) == (0, "")
    drop(folder, "Figures.csv", "tbc")
    done = in_process("inbox", str(folder), "--authority", "shire", "--once", "--root", root)
    assert done.returncode == 1
    assert done.stdout == "Figures.csv is not taken: 1 thing to mend. See Figures - to mend.xlsx.\n"
    for given, said in (((str(data),), "own data or reports"), (("nowhere",), "There is no folder nowhere")):
        done = in_process("inbox", *given, "--authority", "shire", "--root", root)
        assert (done.returncode, said in done.stderr) == (2, True)
