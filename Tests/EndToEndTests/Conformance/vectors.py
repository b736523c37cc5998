"""The golden and negative vectors: read, written anew and compared byte by byte."""

import json

from google.protobuf.json_format import MessageToDict

import messages
from frames import Entry, Header, Refused

READ = {
    "LIVE": messages.read_live, "CTL": messages.read_control, "TOTALS": messages.read_totals,
}
WRITE = {
    "LIVE": messages.live_frames, "CTL": messages.control_frames,
    "TOTALS": messages.totals_frames,
}


def _frames(vector):
    return [bytes.fromhex(frame) for frame in vector["frames"]]


def _anew(entry):
    """An entry built from what its header and its body say."""
    header = entry.fields
    body = messages.delta_of(entry.body).SerializeToString(deterministic=True)
    anew = Header(
        header.type, header.origin, header.flags, header.log_id, header.sequence,
        header.previous, header.clock)
    return Entry(anew.written(body), body)


def golden(path):
    """Yields a line for each golden vector: whether the bytes came out, and what was read."""
    for vector in json.load(open(path, encoding="utf-8")):
        frames = _frames(vector)
        message = READ[vector["channel"]](frames)
        message = messages.Message(
            message.type, message.origin, message.body,
            tuple(_anew(entry) for entry in message.entries), message.chunk)
        written = WRITE[vector["channel"]](message)
        yield {
            "event": "golden", "name": vector["name"], "type": message.name,
            "same": written == frames,
            "body": MessageToDict(message.body) if message.body else None,
            "entries": [entry.position.shown() for entry in message.entries],
        }


def refused_frames(path):
    """The frames of all negative vectors, by channel."""
    frames = {channel: [] for channel in READ}
    for vector in json.load(open(path, encoding="utf-8")):
        frames[vector["channel"]].append(_frames(vector))
    return frames


def negative(path):
    """Yields a line for each negative vector: the code it should have, and the one it got."""
    for vector in json.load(open(path, encoding="utf-8")):
        code, why = 0, "it was read"
        try:
            READ[vector["channel"]](_frames(vector))
        except Refused as refused:
            code, why = refused.code, str(refused)
        yield {
            "event": "negative", "name": vector["name"], "code": code,
            "expected": vector["code"], "why": why,
        }
