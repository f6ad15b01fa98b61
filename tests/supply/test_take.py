"""A delivery is checked, kept and put on record; what contradicts or repeats what is held is said, and not taken."""

import csv
import datetime as dt
import multiprocessing
import os
from dataclasses import fields
from decimal import Decimal

import pytest

from foi_stats.supply import take as taking
from foi_stats.supply.deliveries import load_funding, load_referrals
from foi_stats.supply.delivery_log import FILE, UNDONE, DeliveryLine, read_deliveries, standing
from foi_stats.supply.supply_files import find_supplies, is_supply_place, other_files
from foi_stats.supply.take import Sender, kept_name, take_file, undo_delivery
from foi_stats.vocabulary.findings import BusyError, InputError, SupplyError
from foi_stats.vocabulary.money import show_money

NOW = dt.datetime(2017, 3, 1, 9, 30, tzinfo=dt.UTC)
FINANCE = Sender("shire", "Finance manager")
HEADINGS = ("Financial year", "Service", "Outturn (£)", "As at")


@pytest.fixture
def data(tmp_path):
    folder = tmp_path / "data"
    (folder / "authorities").mkdir(parents=True)
    (folder / "authorities" / "shire.toml").write_text('name = "Shire"\nplace = "Shire"\norganisations = []\n')
    return folder


def book(path, *rows, headings=HEADINGS, name="figures.csv"):
    """Write a file that was left alone for a while."""
    path = path / "sent" / name
    path.parent.mkdir(exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([[name], headings, *rows])
    os.utime(path, (1e9, 1e9))
    return path


def refused(delivered):
    assert not delivered.taken
    return [finding.check for finding in delivered.refused]


def test_a_file_is_kept_by_its_day_put_on_record_and_read(data, tmp_path):
    path = book(
        tmp_path, ("2015-16", "Refuge", 1200, None), ("2016-17", "Refuge", "[x]", None), name="DA spend FINAL.csv"
    )
    delivered = take_file(data, path, FINANCE, NOW)
    kept = "data/shire/2017-03-01/DA spend FINAL.csv"
    (line,) = read_deliveries(data)
    assert delivered.line == line
    assert (line.file, line.role, line.when) == (kept, "Finance manager", "2017-03-01T09:30:00+00:00")
    assert (line.kind, line.periods, line.rows, line.replaces) == ("amounts", "2015-16 to 2016-17", "2", "")
    rows = load_funding(data, "shire", "2015-16")
    assert (rows["amount"].tolist(), rows["file"].tolist(), rows["authority"].tolist()) == (
        [Decimal(1200)],
        [kept],
        ["shire"],
    )
    assert (data.parent / kept).read_bytes() == path.read_bytes()
    assert is_supply_place(kept, "shire")
    assert not is_supply_place("data/shire/2017/03/x.xlsx", "shire")


def test_a_later_state_takes_the_place_of_an_earlier_one_and_says_what_moved(data, tmp_path):
    first = book(
        tmp_path, ("2015-16", "Refuge", 1200, dt.date(2016, 4, 1)), ("2015-16", "Helpline", 50, dt.date(2016, 4, 1))
    )
    take_file(data, first, FINANCE, NOW)
    later = book(
        tmp_path, ("2015-16", "Refuge", 1350.5, dt.date(2016, 9, 1)), ("2015-16", "Helpline", 50, dt.date(2016, 9, 1))
    )
    delivered = take_file(data, later, FINANCE, NOW)
    (moved,) = delivered.arrival.moved
    assert (moved.line, moved.of, moved.period, moved.before, moved.after) == (
        *("Refuge", "outturn", "2015-16"),
        *("£1,200", f"£{show_money(Decimal('1350.5'))}"),
    )
    assert (moved.from_cells, moved.to_cells) == (
        (("data/shire/2017-03-01/figures.csv", "", "C3"),),
        (("data/shire/2017-03-01/figures (2).csv", "", "C3"),),
    )
    assert delivered.line.replaces == "data/shire/2017-03-01/figures.csv"  # which lies there as it was
    assert sorted(load_funding(data)["amount"]) == [Decimal(50), Decimal("1350.5")]


@pytest.mark.parametrize(
    ("second", "why"),
    [
        (("2015-16", "Refuge", 1300, dt.date(2016, 3, 1)), ["older-state"]),
        (("2015-16", "Refuge", 1300, None), ["older-state"]),
        (("2015-16", "Refuge", 1300, dt.date(2016, 4, 1)), ["given-twice"]),
        (("2015-16", "Refuge", 1200, dt.date(2016, 4, 1)), ["nothing-new"]),
        (("2015-16", "Refuge", 1200, dt.date(2016, 3, 1)), ["nothing-new"]),
    ],
)
def test_an_older_state_and_what_is_held_already_are_not_taken(second, why, data, tmp_path):
    take_file(data, book(tmp_path, ("2015-16", "Refuge", 1200, dt.date(2016, 4, 1))), FINANCE, NOW)
    before = sorted(data.rglob("*"))
    delivered = take_file(data, book(tmp_path, second, name="again.csv"), FINANCE, NOW)
    assert refused(delivered) == why
    assert (sorted(data.rglob("*")), len(read_deliveries(data))) == (before, 1)


def test_counts_without_the_crime_type_of_those_held_are_not_taken(data, tmp_path):
    headings = ("Financial year", "Service", "Crime type", "Referrals")
    take_file(data, book(tmp_path, ("2015-16", "Refuge", "Slavery", 11), headings=headings), FINANCE, NOW)
    without = book(tmp_path, ("2015-16", "Refuge", 99), headings=(*headings[:2], "Referrals"), name="again.csv")
    delivered = take_file(data, without, FINANCE, NOW)
    assert refused(delivered) == ["crime-type-missing"]
    assert "11, Slavery" in delivered.refused[0].found
    other = book(tmp_path, ("2015-16", "Refuge", "All crimes", 99), headings=headings, name="again.csv")
    assert take_file(data, other, FINANCE, NOW).taken


def test_two_undated_files_of_one_figure_are_not_taken_until_the_day_is_told(data, tmp_path):
    take_file(data, book(tmp_path, ("2015-16", "Refuge", 1200, None)), FINANCE, NOW)
    again = book(tmp_path, ("2015-16", "Refuge", 1300, None), name="again.csv")
    assert refused(take_file(data, again, FINANCE, NOW)) == ["given-twice"]
    assert take_file(data, again, Sender("shire", as_at=dt.date(2016, 9, 1)), NOW).taken
    (row,) = load_funding(data).to_dict("records")
    assert (row["amount"], row["as_at"].date(), row["shorthand"]) == (Decimal(1300), dt.date(2016, 9, 1), "[r]")
    assert not other_files(data)
    os.utime(again, (1e9, 1e9))
    dated = book(tmp_path, ("2015-16", "Refuge", 1400, dt.date(2017, 1, 1)), name="dated.csv")
    with pytest.raises(InputError, match="Leave --as-at out"):
        take_file(data, dated, Sender("shire", as_at=dt.date(2016, 10, 1)), NOW)


def test_the_same_file_is_taken_once_whatever_its_name_and_a_take_that_was_cut_short_is_put_on_record(data, tmp_path):
    path = book(tmp_path, ("2015-16", "Refuge", 1200, None))
    take_file(data, path, FINANCE, NOW)
    other = path.rename(path.with_name("other name.csv"))
    delivered = take_file(data, other, FINANCE, NOW + dt.timedelta(days=1))
    assert (refused(delivered), delivered.known) == (["same-delivery"], True)
    (data / FILE).unlink()  # as if the process had stopped before the line was added
    assert take_file(data, other, FINANCE, NOW).taken
    assert [line.file for line in read_deliveries(data)] == ["data/shire/2017-03-01/figures.csv"]


def test_a_file_with_an_error_is_not_taken_nor_one_that_is_still_written(data, tmp_path, monkeypatch):
    faulty = take_file(data, book(tmp_path, ("2015-16", "Refuge", "tbc", None)), FINANCE, NOW)
    assert (faulty.taken, faulty.checked.stopped, (data / "shire").exists()) == (False, True, False)
    path = book(tmp_path, ("2015-16", "Refuge", 1200, None))
    content = path.read_bytes()

    def grow(_):
        path.write_bytes(content)
        return content[:-100]

    monkeypatch.setattr(taking, "read_bytes", grow)
    with pytest.raises(BusyError, match="still being written"):
        take_file(data, path, FINANCE, NOW)


def test_figures_without_a_year_are_asked_about_and_taken_with_one(data, tmp_path):
    path = book(tmp_path, ("Refuge", 1200), headings=("Service", "Outturn (£)"))
    asked = take_file(data, path, FINANCE, NOW)
    assert asked.checked.stopped
    assert [finding.check for finding in asked.checked.supply.findings] == ["year-unknown"]
    assert take_file(data, path, Sender("shire", year="2015-16"), NOW).line.periods == "2015-16"
    assert [file.year for file in find_supplies(data)] == ["2015-16"]
    assert load_funding(data, "shire", "2015-16")["amount"].tolist() == [Decimal(1200)]


def test_the_last_delivery_is_taken_back_and_may_be_taken_again(data, tmp_path):
    first = book(tmp_path, ("2015-16", "Refuge", 1200, None))
    take_file(data, first, FINANCE, NOW)
    second = book(tmp_path, ("2016-17", "Refuge", 1300, None), name="second.csv")
    take_file(data, second, Sender("shire", as_at=dt.date(2017, 1, 1)), NOW)
    line = undo_delivery(data, "shire", "Officer", NOW)
    assert (line.what, line.file, line.moved_to) == (
        UNDONE,
        "data/shire/2017-03-01/second.csv",
        "data/undone/shire/2017-03-01/second.csv",
    )
    assert (data.parent / line.moved_to).read_bytes() == second.read_bytes()
    with pytest.raises(SupplyError, match="2016-17"):
        load_funding(data, "shire", "2016-17")
    assert take_file(data, second, FINANCE, NOW).taken
    earliest = read_deliveries(data)[0]
    assert undo_delivery(data, "shire", "", NOW, earliest.sha256[:8]).file == earliest.file
    assert [line.file for line in standing(read_deliveries(data))] == ["data/shire/2017-03-01/second.csv"]
    with pytest.raises(InputError, match="No delivery of shire whose digest"):
        undo_delivery(data, "shire", "", NOW, earliest.sha256[:8])


def test_nothing_outside_the_data_folder_is_taken_back(data, tmp_path):
    sent = book(tmp_path, ("2015-16", "Refuge", 1200, None))
    take_file(data, sent, FINANCE, NOW)
    record = data / FILE
    record.write_text(record.read_text().replace("data/shire/2017-03-01/figures.csv", "data/../sent/figures.csv"))
    with pytest.raises(InputError, match="is no longer there"):
        undo_delivery(data, "shire", "Officer", NOW)
    assert sent.is_file()


def test_a_last_line_that_broke_off_is_said_and_left_out_and_other_damage_stops(data, tmp_path):
    take_file(data, book(tmp_path, ("2015-16", "Refuge", 1200, None)), FINANCE, NOW)
    record = data / FILE
    whole = record.read_text()
    record.write_text(whole + '2017-03-01T09:31:00+00:00,taken,"shi')
    assert len(read_deliveries(data)) == 1
    delivered = take_file(data, book(tmp_path, ("2016-17", "Refuge", 1, None), name="b.csv"), FINANCE, NOW)
    assert delivered.torn == '2017-03-01T09:31:00+00:00,taken,"shi'
    assert [len(line.split(",")) for line in record.read_text().splitlines()] == [len(fields(DeliveryLine))] * 3
    record.write_text(whole.rstrip("\n"))
    assert len(read_deliveries(data)) == 1
    record.write_text(f"{whole}broken\n{whole}")
    with pytest.raises(InputError, match="line 3: it has 1 cells"):
        read_deliveries(data)


def test_takes_at_once_lose_nothing(data, tmp_path):
    paths = [
        book(tmp_path, (f"{year}-{year - 1999:02}", "Refuge", year, None), name=f"{year}.csv")
        for year in range(2010, 2014)
    ]
    context = multiprocessing.get_context("fork")
    started = [context.Process(target=take_file, args=(data, path, FINANCE, NOW)) for path in [*paths, paths[0]]]
    for process in started:
        process.start()
    for process in started:
        process.join(60)
    assert sorted(line.file[-8:] for line in read_deliveries(data)) == [path.name for path in paths]
    assert len(load_funding(data)) == 4


def test_names_that_are_not_read_are_refused_and_a_marked_copy_has_its_own_name():
    assert kept_name("Figures - to mend (2).xlsx") == "Figures.xlsx"
    assert kept_name("Figures - to mend.csv") == "Figures - to mend.csv"
    for name in ("figures.pdf", ".figures.xlsx", "~$figures.xlsx"):
        with pytest.raises(InputError, match=r"such as figures\.xlsx"):
            kept_name(name)


def test_an_authority_that_is_not_known_is_named(data, tmp_path):
    with pytest.raises(InputError, match="Did you mean 'shire'"):
        take_file(data, tmp_path / "x.xlsx", Sender("shyre"), NOW)
    assert load_referrals(data).empty
