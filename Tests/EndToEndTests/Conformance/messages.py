"""Whole messages of the three channels, as messages.md and frames.md have them."""

import hashlib
from dataclasses import dataclass

import unionsync_pb2 as wire
from google.protobuf.message import DecodeError

from bodies import check_body, check_replay_head
from frames import AREAS, BODY_BYTES, HISTORICAL, Entry, Header, Position, Refused

DELTA, HEARTBEAT = 1, 2
HELLO, WELCOME, WAIT, FAIL, ACK, NACK, REPLAY, REJECT, BYE = range(16, 25)
LOG_RESET, REPLAY_GONE, SNAP_BEGIN, SNAP_NEXT, SNAP_CHUNK, SNAP_END = range(25, 31)
TOTALS_SNAPSHOT, TOTALS_CHANGE = 32, 33

SCHEMA = {
    DELTA: wire.DeltaBody, HEARTBEAT: wire.Heartbeat, HELLO: wire.Hello, WELCOME: wire.Welcome,
    WAIT: wire.Wait, FAIL: wire.Fail, ACK: wire.Ack, NACK: wire.Nack, REPLAY: wire.Replay,
    REJECT: wire.Reject, BYE: wire.Bye, LOG_RESET: wire.LogReset,
    REPLAY_GONE: wire.ReplayGone, SNAP_BEGIN: wire.SnapshotBegin, SNAP_NEXT: wire.SnapshotNext,
    SNAP_CHUNK: wire.SnapshotChunk, SNAP_END: wire.SnapshotEnd,
    TOTALS_SNAPSHOT: wire.TotalsSnapshot, TOTALS_CHANGE: wire.TotalsChange,
}
NAMES = {
    value: name for name, value in list(globals().items())
    if name.isupper() and isinstance(value, int) and value in SCHEMA
}
ON_LIVE = {DELTA, HEARTBEAT}
ON_TOTALS = {TOTALS_SNAPSHOT, TOTALS_CHANGE}
ON_CONTROL = SCHEMA.keys() - {DELTA} - ON_TOTALS

REPLAY_ENTRIES = 64
REPLAY_BYTES = 524288
CONTROL_FRAMES = 2 + 2 * REPLAY_ENTRIES
TOTALS_TOPIC = b"tot1/"


def sha256(data):
    return hashlib.sha256(data).digest()


def live_topic(area):
    return b"sy1/%06d/" % area


@dataclass(frozen=True)
class Message:
    type: int
    origin: int
    # The protobuf message; None for an entry, whose body is judged apart from its frame.
    body: object = None
    # The entries of a REPLAY, the one entry of a DELTA.
    entries: tuple = ()
    # The DeltaBody of a SNAP_CHUNK.
    chunk: bytes | None = None

    @property
    def name(self):
        return NAMES[self.type]


def position_of(body):
    return Position(body.log_id, body.sequence, body.hash)


def wire_position(position):
    return wire.Position(log_id=position.log_id, sequence=position.sequence, hash=position.hash)


# ---- Writing -----------------------------------------------------------------------------------


def _headed(type_, origin, body, flags=0, clock=0):
    data = body.SerializeToString(deterministic=True)
    return [Header(type_, origin, flags, clock=clock).written(data), data]


def control_frames(message):
    flags = HISTORICAL if message.type in (REPLAY, SNAP_CHUNK) else 0
    frames = _headed(message.type, message.origin, message.body, flags)
    for entry in message.entries:
        frames += [entry.header, entry.body]
    return frames if message.chunk is None else frames + [message.chunk]


def live_frames(message):
    if message.type == DELTA:
        (entry,) = message.entries
        frames = [entry.header, entry.body]
    else:
        frames = _headed(message.type, message.origin, message.body)
    return [live_topic(message.origin), *frames, b""]


def totals_frames(message):
    return [TOTALS_TOPIC, *_headed(message.type, 0, message.body)]


def delta_of(body):
    """Reads the body of an entry or chunk."""
    return check_body(parsed(DELTA, body))


# ---- Reading: the checks are in the order of errors.md ------------------------------------------


def read_live(frames):
    if len(frames) != 4:
        raise Refused(1, f"{len(frames)} frames on LIVE")
    topic, head, data, _ = frames
    header = Header.read(head)
    if header.origin not in AREAS or topic != live_topic(header.origin):
        raise Refused(6, "the topic is not the header's origin")
    _check_type(header, ON_LIVE)
    header.check(data)
    if header.type == DELTA:
        _check_entry(header)
        return Message(DELTA, header.origin, entries=(Entry(head, data),))
    return Message(header.type, header.origin, check_body(parsed(header.type, data)))


def read_control(frames):
    if not 2 <= len(frames) <= CONTROL_FRAMES:
        raise Refused(1, f"{len(frames)} frames on CTL")
    head, data, *rest = frames
    header = Header.read(head)
    header.check(data)
    if header.origin not in AREAS:
        raise Refused(1, f"the origin {header.origin} is no area")
    if rest and header.type not in (REPLAY, SNAP_CHUNK):
        raise Refused(1, f"{len(frames)} frames of type {header.type}")
    _check_type(header, ON_CONTROL)
    body = check_body(parsed(header.type, data))
    entries = _entries(body, rest) if header.type == REPLAY else ()
    chunk = _chunk(body, rest) if header.type == SNAP_CHUNK else None
    return Message(header.type, header.origin, body, entries, chunk)


def read_totals(frames):
    if len(frames) != 3 or frames[0] != TOTALS_TOPIC:
        raise Refused(1, "three frames, the first of them the topic, are a message of TOTALS")
    _, head, data = frames
    header = Header.read(head)
    header.check(data)
    _check_type(header, ON_TOTALS)
    return Message(header.type, header.origin, check_body(parsed(header.type, data)))


def _check_type(header, types):
    if header.type not in types:
        raise Refused(9, f"type {header.type} is not of this channel")


def parsed(type_, data):
    try:
        return SCHEMA[type_].FromString(data)
    except DecodeError as error:
        raise Refused(5, f"no {NAMES[type_]}: {error}") from None


def _check_entry(header):
    if header.type != DELTA or header.sequence == 0:
        raise Refused(9, "no entry has this header")


def _entries(body, frames):
    if len(frames) != 2 * body.count:
        raise Refused(5, f"{len(frames)} frames of entries, the body says {body.count} entries")
    entries = tuple(Entry(*pair) for pair in zip(frames[::2], frames[1::2]))
    for place, entry in enumerate(entries):
        header = entry.fields
        header.check(entry.body)
        _check_entry(header)
        if (header.log_id, header.sequence) != (body.log_id, body.first + place):
            raise Refused(5, f"entry {header.sequence} is not the one that the body names")
    check_replay_head(body)
    return entries


def _chunk(body, frames):
    if len(frames) != 1:
        raise Refused(5, f"{len(frames)} chunks in one message")
    if len(frames[0]) > BODY_BYTES:
        raise Refused(4, f"a chunk of {len(frames[0])} bytes")
    if sha256(frames[0]) != body.hash:
        raise Refused(3, "the chunk is not the one that its hash names")
    return frames[0]
