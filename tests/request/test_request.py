import datetime as dt
import re
import tomllib

import pytest

from foi_stats.request.authority import Authority
from foi_stats.request.correspondence import Correspondence
from foi_stats.request.law import Corrections
from foi_stats.request.request import Limb, Request, list_requests, read_request
from foi_stats.request.topic import Topic
from foi_stats.vocabulary.findings import InputError
from tests.conftest import PROJECT

SMALL = """
reference = "7"
title = "T"
authority = "a"
topic = "t"
responded = 2016-07-08
[[question]]
id = "1"
text = "How much?"
limbs = [{ id = "1a", asks = "funding", years = ["2012-13"] }, { id = "1b", asks = "funding", since = 2014 }]
[[question]]
id = "2"
text = "Yes or no?"
asks = "confirmation"
"""


@pytest.fixture
def request_file(tmp_path):
    def write(text, name="7"):
        folder = tmp_path / "data" / "requests"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
        return tmp_path / "data"

    return write


def test_a_request_is_read_as_it_is_written(request_file):
    request = read_request(request_file(SMALL), "7")
    assert request.responded == dt.date(2016, 7, 8)
    assert [limb.id for limb in request.question[0].limbs] == ["1a", "1b"]
    assert [str(period) for period in request.scope_periods(request.question[0].limbs[1])] == ["2014-15 to 2016-17"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('title = "T"', 'title = "T"\nauthorty = "a"', r"authorty: this key is not known"),
        ('id = "1a", asks', 'id = "1a", ask', r"question 1, limb 1a, ask: this key is not known"),
        ('title = "T"', "", "drafted.*\n.*title: what the request is about"),
        ('["2012-13"]', '["2012-14"]', r"question 1, limb 1a, years\[1\]: .* not one financial year"),
        ('["2012-13"]', '["2012/13"]', "write the year '2012/13' as '2012-13'"),
        ('["2012-13"]', "[2012]", r"years\[1\]: text in quotes was expected, not 2012"),
        ('["2012-13"]', '["2013-14", "2012-13"]', "in order"),
        ('asks = "confirmation"', 'asks = "statement"\ndepends = { on = "9", answer = "no" }', "depends on question 9"),
        (
            'asks = "confirmation"',
            'asks = "statement"\ndepends = { on = "1", answer = "no" }',
            "not answered by yes or no",
        ),
        ('asks = "confirmation"', 'asks = "statement"\nanswer = "A"\nlink = "javascript:1"', "link"),
        ('asks = "funding", years', 'asks = "services", by = "line", years', "services are listed by name"),
        ('asks = "funding", years', 'asks = "funding", by = ["sex", "Sex"], years', "list each name once"),
        ('asks = "funding", years', 'asks = "funding", by = ["a", "b", "c", "d"], years', "at most 3 names, and not 4"),
        ('asks = "funding", years', 'asks = "funding", by = "-", years', "a name is empty"),
        ('asks = "funding", years', 'asks = "funding", where = { sex = [] }, years', "sex has no values"),
        ('asks = "confirmation"', 'asks = "confirmation"\nnotebook = "n.ipynb"', "a notebook makes figures"),
        ('asks = "confirmation"', 'asks = "confirmation"\nnotebook = "../n.ipynb"', "cannot be a notebook"),
        ('asks = "confirmation"', 'asks = "guess"', "question"),
        ('asks = "confirmation"', "", "limbs, or asks"),
        ('id = "2"', 'id = "1"', "used more than once"),
        ('reference = "7"', "reference = 944.2015", "reference: text in quotes was expected"),
        ('reference = "7"', 'reference = "8"', "name the file 8.toml"),
        ("responded = 2016-07-08", "", "give responded"),
        ('title = "T"', 'title = "T', "is not a TOML file"),
    ],
)
def test_a_fault_names_the_file_and_the_place_in_it(request_file, old, new, message):
    assert old in SMALL
    data = request_file(SMALL.replace(old, new, 1))
    with pytest.raises(InputError, match=message) as caught:
        read_request(data, "7")
    assert "data/requests/7.toml" in str(caught.value)


def test_every_fault_is_told_at_once(request_file):
    data = request_file(SMALL.replace('title = "T"', "title = 1\ncolour = 1").replace('"2012-13"', '"2012-14"'))
    with pytest.raises(InputError) as caught:
        read_request(data, "7")
    assert str(caught.value).count("\n  - ") == 3


@pytest.mark.parametrize("name", ["8", "../../etc/passwd", "", "/etc/passwd", ".."])
def test_an_unknown_request_is_said_to_be_and_the_known_are_named(request_file, name):
    with pytest.raises(InputError, match="There are: 7"):
        read_request(request_file(SMALL), name)


def test_a_reference_that_arrives_as_a_number_is_refused(request_file):
    with pytest.raises(InputError, match="must be named by text, and arrived as the float 944.2015"):
        read_request(request_file(SMALL), 944.2015)


def test_a_slash_in_a_reference_is_a_hyphen_in_its_file(request_file):
    data = request_file(SMALL.replace('"7"', '"FOI/7"'), name="FOI-7")
    assert read_request(data, "FOI/7").reference == "FOI/7"


def test_the_shipped_requests_are_listed_and_read(data):
    assert list_requests(data) == ["101.2016-17", "944.2015-16"]
    assert [read_request(data, name).reference for name in list_requests(data)] == list_requests(data)


AUTHORITY = {"name": "A", "place": "B", "organisations": ["A"]}


def test_the_examples_in_the_documentation_are_requests_and_topics():
    page = (PROJECT / "docs" / "requests.md").read_text(encoding="utf-8")
    examples = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)

    def example(*having):
        (one,) = [each for each in examples if all(words in each for words in having)]
        return one

    request = example('reference = "12.2017-18"', "[approval]")
    assert not Correspondence.model_validate(tomllib.loads(example("form_refused"))).wants_workbook
    assert Correspondence.model_validate(tomllib.loads(example("[[transfer]]"))).transfer[0].about == ["4"]
    assert Request.model_validate(tomllib.loads(request)).question[0].limbs[1].since == 2014
    with_detail = Request.model_validate(tomllib.loads(request + example("[[question.detail]]")))
    assert with_detail.question[0].detail[0].points == ["a list", "of points"]
    texts, note = Request.model_validate(tomllib.loads(request + example("Ask Tom Poe"))).decided
    assert (texts.publish, note.publish) == (True, False)
    limbs = [Limb.model_validate(limb) for limb in tomllib.loads(example("age band", "by ="))["limbs"]]
    assert [limb.by for limb in limbs] == [["provider"], ["service", "age band"], ["outcome"]]
    wording = Authority.model_validate(AUTHORITY | tomllib.loads(example("[wording]"))).wording
    assert set(wording) == {"salutation", "heading_question", "decision_all", "sentence", "lead", "table"}
    assert Corrections.model_validate(tomllib.loads(example("[[regulator]]"))).regulator[0].short == "Commission"
    topic = example("[[rule]]") + example("Vulnerability training")
    assert Topic.model_validate(tomllib.loads(topic)).decided[0].decision == "exclude"
    about = {"reference": "7", "title": "T", "authority": "a", "topic": "t", "responded": dt.date(2017, 6, 1)}
    for having in ("[[aggregated]]", "[[found]]", "[[search]]", 'asks = "refused"', 'same = "complaints"\nlimbs'):
        told = tomllib.loads(example(having))
        told.setdefault("question", [{"id": name, "text": "?", "asks": "ncnd"} for name in ("1", "2", "5")])
        for one in told.get("aggregated", ()):
            told["question"][0]["same"] = one["same"]
        assert Request.model_validate(about | told)
    assert Request.model_validate(tomllib.loads(example("review_of"))).review_of == "12.2017-18"


def test_the_examples_of_lists_are_a_request():
    page = (PROJECT / "docs" / "lists.md").read_text(encoding="utf-8")
    question, decided = (tomllib.loads(text) for text in re.findall(r"```toml\n(.*?)```", page, re.DOTALL))
    about = {"reference": "7", "title": "T", "authority": "a", "topic": "t"}
    request = Request.model_validate(about | question | decided)
    assert (request.question[0].limbs[0].over, request.decided[0].publish) == (5000, False)
