"""Minimal GGUF headers."""

from __future__ import annotations

import pathlib
import struct


def _text(text: str) -> bytes:
    return struct.pack("<Q", len(text.encode())) + text.encode()


def write_header(path: pathlib.Path, architecture: str, type: str | None = None, tensors: int = 1) -> pathlib.Path:
    """A file with a header and no contents."""
    values = {"general.architecture": architecture, **({"general.type": type} if type else {})}
    entries = b"".join(_text(key) + struct.pack("<I", 8) + _text(value) for key, value in values.items())
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"GGUF" + struct.pack("<IQQ", 3, tensors, len(values)) + entries)
    return path
