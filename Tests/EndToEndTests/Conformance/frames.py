"""The 128 bytes before each body, the checksum and the chain, as frames.md has them."""

import hashlib
import struct
from dataclasses import dataclass, field

MAGIC = b"USY"
FRAME_VERSION = 1
BODY_BYTES = 262144
AREAS = range(110000, 1000000)
NO_LOG = bytes(16)
NO_HASH = bytes(32)

MUST_UNDERSTAND = 0x01
HISTORICAL = 0x02
LAST_IN_BATCH = 0x04
KNOWN_MARKS = MUST_UNDERSTAND | HISTORICAL | LAST_IN_BATCH

_HEADER = struct.Struct(">3sBBBHII16sQ32sIQ32s12s")
HEADER_BYTES = 128
_CHECKSUM = slice(72, 76)


class Refused(Exception):
    """A message that a reader refuses, with a code of errors.md."""

    def __init__(self, code, why):
        super().__init__(why)
        self.code = code


def _castagnoli_table():
    table = []
    for byte in range(256):
        for _ in range(8):
            byte = byte >> 1 ^ (0x82F63B78 if byte & 1 else 0)
        table.append(byte)
    return table


_TABLE = _castagnoli_table()


def crc32c(data):
    remainder = 0xFFFFFFFF
    for byte in data:
        remainder = remainder >> 8 ^ _TABLE[(remainder ^ byte) & 0xFF]
    return remainder ^ 0xFFFFFFFF


@dataclass(frozen=True)
class Header:
    type: int
    origin: int
    flags: int = 0
    log_id: bytes = NO_LOG
    sequence: int = 0
    previous: bytes = NO_HASH
    clock: int = 0
    body_length: int = 0
    body_sha256: bytes = field(default=NO_HASH, repr=False)

    def written(self, body):
        """The bytes of the header for a body, whose length and hash it takes."""
        if len(body) > BODY_BYTES:
            raise ValueError(f"a body of {len(body)} bytes is never sent")
        data = bytearray(
            _HEADER.pack(
                MAGIC, FRAME_VERSION, self.type, self.flags, 0, self.origin, len(body),
                self.log_id, self.sequence, self.previous, 0, self.clock,
                hashlib.sha256(body).digest(), bytes(12)))
        checksum = crc32c(data[: _CHECKSUM.start] + data[_CHECKSUM.stop :])
        data[_CHECKSUM] = checksum.to_bytes(4, "big")
        return bytes(data)

    @staticmethod
    def read(data):
        if len(data) != HEADER_BYTES:
            raise Refused(1, f"a header of {len(data)} bytes")
        (magic, version, type_, flags, _, origin, length, log_id, sequence, previous, checksum,
         clock, sha256, _) = _HEADER.unpack(data)
        if magic != MAGIC:
            raise Refused(1, "the magic bytes are others")
        if version != FRAME_VERSION:
            raise Refused(2, f"version {version} of the frame")
        if checksum != crc32c(data[: _CHECKSUM.start] + data[_CHECKSUM.stop :]):
            raise Refused(1, "the checksum does not fit")
        if flags & MUST_UNDERSTAND and flags & ~KNOWN_MARKS:
            raise Refused(2, "a mark that must be understood is unknown")
        return Header(type_, origin, flags, log_id, sequence, previous, clock, length, sha256)

    def check(self, body):
        """Holds a body against the header."""
        if len(body) > BODY_BYTES:
            raise Refused(4, f"a body of {len(body)} bytes")
        if len(body) != self.body_length:
            raise Refused(3, f"a body of {len(body)} bytes, the header says {self.body_length}")
        if hashlib.sha256(body).digest() != self.body_sha256:
            raise Refused(3, "the body is not the one that was hashed")


@dataclass(frozen=True)
class Position:
    log_id: bytes
    sequence: int
    hash: bytes

    @staticmethod
    def start(log_id, origin):
        """The place before the first entry of a log."""
        first = hashlib.sha256(b"\x01" + origin.to_bytes(4, "big") + log_id).digest()
        return Position(log_id, 0, first)

    @staticmethod
    def start_with_snapshot(log_id, origin, digest):
        """The place before the first entry of a log that begins with a snapshot."""
        start = Position.start(log_id, origin)
        return Position(log_id, 0, hashlib.sha256(b"\x02" + start.hash + digest).digest())

    def shown(self):
        return {"log": self.log_id.hex(), "sequence": self.sequence, "hash": self.hash.hex()}


@dataclass(frozen=True)
class Entry:
    """An entry of a journal as the very bytes it was written in."""

    header: bytes
    body: bytes

    @staticmethod
    def after(position, origin, body, clock, type_):
        header = Header(
            type_, origin, LAST_IN_BATCH, position.log_id, position.sequence + 1, position.hash,
            clock)
        return Entry(header.written(body), body)

    @property
    def fields(self):
        return Header.read(self.header)

    @property
    def position(self):
        fields = self.fields
        hash_ = hashlib.sha256(b"\x00" + self.header).digest()
        return Position(fields.log_id, fields.sequence, hash_)

    def follows(self, position):
        fields = self.fields
        return (fields.log_id, fields.sequence, fields.previous) == (
            position.log_id, position.sequence + 1, position.hash)
