"""Digests tell pieces apart, and a file that cannot be read has none."""

import hashlib

from foi_stats.files.digest import digest_if_readable, digest_of, file_digest


def test_pieces_are_told_apart_by_their_lengths():
    assert digest_of([b"ab", b"c"]) != digest_of([b"a", b"bc"])
    assert digest_of([b"ab", b"c"]) == digest_of(iter([b"ab", b"c"]))


def test_the_digest_of_a_file_is_that_of_its_content(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"content")
    assert file_digest(path) == digest_if_readable(path) == hashlib.sha256(b"content").hexdigest()
    assert digest_if_readable(tmp_path) == digest_if_readable(tmp_path / "b") == ""
