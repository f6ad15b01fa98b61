"""The frames of one Jupyter message as one run of bytes, for a pipe that carries whole messages."""

from __future__ import annotations

from collections.abc import Sequence


def pack_frames(frames: Sequence[bytes | memoryview]) -> bytes:
    """Return the frames joined, each with its length before it."""
    return b"".join(part for frame in frames for part in (len(frame).to_bytes(8, "big"), frame))


def unpack_frames(whole: bytes) -> list[bytes]:
    """Return the frames that :func:`pack_frames` joined."""
    frames, at = [], 0
    while at < len(whole):
        length = int.from_bytes(whole[at : at + 8], "big")
        frames.append(whole[at + 8 : at + 8 + length])
        at += 8 + length
    return frames
