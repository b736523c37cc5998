"""What the peer saw and did, as JSON lines for whoever runs it."""

import json
import sys
import time

import messages

# Longer than any wait that a scenario passes through in good order, on a machine under load.
PATIENCE_SECONDS = 60


class Stuck(Exception):
    """What should have come did not, or what came should not have."""


class Tape:
    def line(self, event, **fields):
        said = {"event": event} | {key: value for key, value in fields.items() if value is not None}
        print(json.dumps(said, ensure_ascii=False), flush=True)

    def message(self, event, message):
        self.line(event, type=message.name, **_shown(message))


def _shown(message):
    """What a line tells of a message: positions by sequence and log, everything else plain."""
    if message.type == messages.DELTA:
        position = message.entries[0].position
        return {"sequence": position.sequence, "log": position.log_id.hex()}
    shown = {}
    for descriptor, value in message.body.ListFields():
        if descriptor.name in ("cursor", "head", "position", "base"):
            shown["log"] = value.log_id.hex()
            shown["sequence"] = value.sequence
        elif descriptor.name == "credit":
            shown["credit"] = value.entries
        elif descriptor.name == "log_id":
            shown["log"] = value.hex()
        elif descriptor.name == "former_log_id":
            shown["formerLog"] = value.hex()
        elif descriptor.name in _PLAIN:
            shown[_PLAIN[descriptor.name]] = value
    if message.type in (messages.SNAP_NEXT, messages.SNAP_CHUNK):
        shown["index"] = message.body.index
    return shown


_PLAIN = {
    "first": "first", "last": "last", "count": "count", "sequence": "sequence", "code": "code",
    "reason": "reason", "retry_after_ms": "retryAfterMs", "index": "index", "adopts": "adopts",
    "chunk_count": "count", "first_kept": "first", "origin": "origin",
}


class Deadline:
    def __init__(self, what, seconds=PATIENCE_SECONDS):
        self.what = what
        self.end = time.monotonic() + seconds

    @property
    def left_ms(self):
        left = self.end - time.monotonic()
        if left <= 0:
            raise Stuck(f"waited in vain until {self.what}")
        return left * 1000


def read_key(path):
    """The key in a file: its last line that is no comment, as Z85."""
    lines = [line.strip() for line in open(path, encoding="ascii")]
    keys = [line for line in lines if line and not line.startswith("#")]
    if not keys or len(keys[-1]) != 40:
        sys.exit(f"{path} holds no key of 40 characters")
    return keys[-1].encode()
