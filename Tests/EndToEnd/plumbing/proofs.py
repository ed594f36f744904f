"""Independent verification of the audit trail: RFC 6962 trees, RFC 9162 proofs, C2SP notes, receipts.

Written anew, from the specifications, so that the server's own code is not what judges it.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def leaf_hash(line: str) -> bytes:
    return hashlib.sha256(b"\0" + line.encode()).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


def root_of(leaves: list[bytes]) -> bytes:
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return leaves[0]
    middle = 1 << (len(leaves) - 1).bit_length() - 1
    return node_hash(root_of(leaves[:middle]), root_of(leaves[middle:]))


def root_by_inclusion(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes:
    number, last, root = index, size - 1, leaf
    for step in path:
        assert last > 0, "the path is too long"
        if number & 1 or number == last:
            root = node_hash(step, root)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            root = node_hash(root, step)
        number, last = number >> 1, last >> 1
    assert last == 0, "the path is too short"
    return root


def is_consistent(old_size: int, old_root: bytes, new_size: int, new_root: bytes, path: list[bytes]) -> bool:
    if old_size == new_size:
        return not path and old_root == new_root
    steps = [old_root, *path] if old_size & (old_size - 1) == 0 else list(path)
    number, last = old_size - 1, new_size - 1
    while number & 1:
        number, last = number >> 1, last >> 1
    old = new = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if number & 1 or number == last:
            old, new = node_hash(step, old), node_hash(step, new)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            new = node_hash(new, step)
        number, last = number >> 1, last >> 1
    return (last, old, new) == (0, old_root, new_root)


class Key:
    """A C2SP verifier key: name+id+base64."""

    def __init__(self, text: str) -> None:
        self.text = text.strip()
        self.name, self.id, data = self.text.split("+", 2)
        bytes = base64.b64decode(data, validate=True)
        assert bytes[0] == 1 and len(bytes) == 33, "Ed25519"
        assert hashlib.sha256(self.name.encode() + b"\n" + bytes).hexdigest()[:8] == self.id
        self._key = Ed25519PublicKey.from_public_bytes(bytes[1:])

    def has_signed(self, text: str, signature: bytes) -> bool:
        try:
            self._key.verify(signature, text.encode())
        except InvalidSignature:
            return False
        return True


@dataclass
class Checkpoint:
    origin: str
    size: int
    root: bytes
    note: str

    @classmethod
    def read(cls, note: str, key: Key) -> Checkpoint:
        text, signatures = note.split("\n\n")
        text += "\n"
        origin, size, root = text.splitlines()
        assert origin == key.name
        dash, name, signature = signatures.strip().split(" ")
        bytes = base64.b64decode(signature, validate=True)
        assert (dash, name, bytes[:4].hex()) == ("\u2014", key.name, key.id)
        assert key.has_signed(text, bytes[4:]), "the checkpoint is signed"
        return cls(origin, int(size), base64.b64decode(root, validate=True), note)


@dataclass
class Receipt:
    """The header X-Audit-Receipt, parsed."""

    entry_id: str
    hash: bytes
    entries: int

    @classmethod
    def read(cls, header: str, key: Key) -> Receipt:
        parts = dict(part.split("=", 1) for part in header.split(", "))
        receipt = cls(parts["id"], base64.b64decode(parts["hash"], validate=True), int(parts.get("entries", "1")))
        text = f"{key.name}\naudit receipt\n{receipt.entry_id}\n{receipt.entries}\n{parts['hash']}\n"
        assert key.has_signed(text, base64.b64decode(parts["signature"], validate=True)), "the receipt is signed"
        return receipt

    def is_kept_by(self, ids: list[str], leaves: list[bytes]) -> bool:
        """Whether these entries of the log match the receipt."""
        if self.entry_id not in ids:
            return False
        end = ids.index(self.entry_id) + 1
        return root_of(leaves[end - self.entries : end]) == self.hash
