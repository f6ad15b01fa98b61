"""Who is let in: the token, the cookie, the mark of a form, and a proxy that says who asks."""

import asyncio
import re
import stat
import time

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foi_stats.desk.guard import Guard
from foi_stats.desk.keys import COOKIE_SECONDS, Keys, read_keys
from foi_stats.desk.settings import Desk, Proxy, authority_key, check_host, proxy_of
from foi_stats.request.project_folders import Places
from foi_stats.vocabulary.findings import InputError
from tests.examples import examples

KEYS = Keys(b"k" * 32)


def test_a_key_is_kept_and_only_its_owner_can_read_it(tmp_path):
    keys = read_keys(tmp_path)
    assert read_keys(tmp_path) == keys
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600
    assert re.fullmatch("[0-9a-f]{32}", keys.token)  # 128 bits
    (tmp_path / "key").write_bytes(b"short")
    with pytest.raises(InputError, match="is damaged"):
        read_keys(tmp_path)


def test_a_cookie_is_good_for_half_a_day(monkeypatch):
    cookie = KEYS.new_cookie()
    assert KEYS.session_of(cookie).startswith("browser ")
    assert Keys(b"o" * 32).session_of(cookie) == ""
    later = time.time() + COOKIE_SECONDS + 1
    monkeypatch.setattr(time, "time", lambda: later)
    assert KEYS.session_of(cookie) == ""


@given(st.text(), st.text())
@examples(100)
def test_no_text_is_taken_for_a_token_a_cookie_or_a_mark(text, user):
    assert not KEYS.is_token(text)
    assert KEYS.session_of(text) == ""
    assert not KEYS.is_form_mark(text, user)
    assert KEYS.is_form_mark(KEYS.form_mark(user), user)


def answered(desk, path="/", client=("127.0.0.1", 5), method="GET", **headers):
    """Return the answer of a desk that says only who asks."""

    async def app(scope, _receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": scope["state"]["user"].encode()})

    async def ask():
        transport = httpx.ASGITransport(Guard(app, desk, KEYS), client=client)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as asked:
            return await asked.request(
                method, path, headers={name.replace("_", "-"): one for name, one in headers.items()}
            )

    return asyncio.run(ask())


def a_desk(tmp_path, proxy=None):
    return Desk(Places(tmp_path, tmp_path, tmp_path), "a", "The authority", (), "127.0.0.1", 8000, proxy)


@pytest.fixture
def behind(tmp_path):
    """A desk behind a proxy."""
    return a_desk(tmp_path, Proxy("X-Remote-User", "10.0.0.5", "https://foi.example.gov.uk"))


def test_a_proxy_names_the_user_and_nobody_else_can(behind):
    own = {"host": "foi.example.gov.uk", "x_remote_user": "ada@example.gov.uk"}
    assert answered(behind, client=("10.0.0.5", 1), **own).text == "ada@example.gov.uk"
    assert answered(behind, client=("10.0.0.6", 1), **own).status_code == 403
    assert answered(behind, client=("10.0.0.5", 1), host="foi.example.gov.uk").status_code == 403
    assert answered(behind, client=("10.0.0.5", 1), **own | {"host": "127.0.0.1:8000"}).status_code == 421
    assert (
        answered(behind, "/enter?token=" + KEYS.token, client=("10.0.0.6", 1), host="foi.example.gov.uk").status_code
        == 403
    )


def test_without_a_proxy_its_header_says_nothing(tmp_path):
    assert answered(a_desk(tmp_path), x_remote_user="ada").status_code == 403


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"origin": "http://127.0.0.1:8000", "sec_fetch_site": "same-origin"}, 200),
        ({"origin": "http://localhost:8000"}, 200),
        ({"origin": "https://elsewhere.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://127.0.0.1:8001"}, 403),
        ({"sec_fetch_site": "cross-site"}, 403),
        ({"sec_fetch_site": "same-site"}, 403),
        ({"host": "attacker.example:8000"}, 421),
        ({"host": "127.0.0.1.attacker.example"}, 421),
    ],
)
def test_a_form_of_another_page_and_another_name_of_this_machine_are_refused(tmp_path, headers, status):
    cookie = {"cookie": f"foi_desk_8000={KEYS.new_cookie()}"}
    answer = answered(a_desk(tmp_path), method="POST", **cookie, **headers)
    assert answer.status_code == status
    assert "default-src 'none'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("X-User", "", ""), "needs all three"),
        (("X User", "10.0.0.5", "https://a.example"), "no name of a header"),
        (("X-User", "proxy", "https://a.example"), "no address of a proxy"),
        (("X-User", "10.0.0.5", "a.example"), "no address that people type"),
    ],
)
def test_what_is_said_of_a_proxy_is_checked(given, said):
    with pytest.raises(InputError, match=said):
        proxy_of(*given)


def test_another_address_needs_a_proxy_and_a_desk_an_authority(data, tmp_path):
    check_host("127.0.0.1", None)
    check_host("10.0.0.4", proxy_of("X-User", "10.0.0.5", "https://a.example"))
    for host, said in (("0.0.0.0", "would let other machines in"), ("here", "no address of this machine")):
        with pytest.raises(InputError, match=said):
            check_host(host, None)
    places = Places(tmp_path, data, tmp_path)
    assert authority_key(places, "north-yorkshire") == "north-yorkshire"
    with pytest.raises(InputError, match="--authority exampleshire or north-yorkshire"):
        authority_key(places, "")
