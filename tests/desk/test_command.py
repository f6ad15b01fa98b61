"""The command before it serves: what it needs, and what it refuses in one message."""

import socket

import pytest

from tests.test_cli import in_process


def said(*words):
    done = in_process("desk", *map(str, words))
    return done.returncode, " ".join(done.stderr.split())


def test_without_its_libraries_it_says_what_to_install(monkeypatch):
    monkeypatch.setattr("foi_stats.cli.desk.find_spec", lambda _name: None)
    assert said() == (
        2,
        "The desk needs starlette, uvicorn, python-multipart: pip install 'foi-stats[desk]' installs what it needs.",
    )


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "A desk is of one authority. Say which: --authority exampleshire or north-yorkshire."),
        (("--authority", "nowhere"), "nowhere"),
        (("--authority", "../exampleshire"), "exampleshire"),
        (("--authority", "exampleshire", "--host", "0.0.0.0"), "would let other machines in"),
        (("--authority", "exampleshire", "--user-header", "X-User"), "needs all three"),
    ],
)
def test_what_cannot_be_served_is_refused(data, words, message):
    code, text = said(*words, "--root", data.parent, "--data", data)
    assert (code, message in text) == (2, True)
    assert "Traceback" not in text


def test_a_port_that_is_taken_is_said(project):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, text = said("--authority", "exampleshire", "--root", project.data.parent, "--port", port)
    assert (code, f"cannot be reached at 127.0.0.1, port {port}" in text) == (2, True)
