"""An aggregator that hears one node and holds each byte of it against the specification."""

import time

import unionsync_pb2 as wire

import messages as m
from frames import Position, Refused
from links import CityLink
from messages import Message, position_of, wire_position
from tape import Deadline, Stuck

INCARNATION = bytes(range(16))
REORDER_WAIT_SECONDS = 0.25
PROGRESS_SECONDS = 2


class City:
    def __init__(self, area, endpoints, tape, credit=256):
        self.area = area
        self.tape = tape
        self.link = CityLink(endpoints, tape)
        self.credit = credit
        self.cursor = None
        # Places of the followed log and of former ones by (log id, sequence).
        self.places = {}
        self.waiting = {}
        self.head = None
        self.staged = None
        self.chunk_asked = 0
        # What came on LIVE so far, and whether a scenario lets it be lost.
        self.published = set()
        self.loses = lambda sequence: False
        self.loses_chunk = lambda index: False
        self.acknowledges = True
        # What answers HELLO instead of WELCOME.
        self.on_hello = None
        # From WELCOME until it leaves.
        self.is_open = False
        # When a hole was first seen or last asked for.
        self.hole_since = None
        self.asked = None
        self.heard = []
        # Frames that are to be refused, by channel.
        self.vectors = {}

    # ---- Listening -----------------------------------------------------------------------------

    def run(self, what, until):
        """Handles what comes until a condition holds."""
        deadline = Deadline(what)
        while not until():
            self._step(min(deadline.left_ms, 50))

    def serve(self):
        while True:
            self._step(1000)

    def expect(self, *types):
        """The next message of one of these types; it is handled like all others."""
        self.heard.clear()
        names = " or ".join(m.NAMES[type_] for type_ in types)
        self.run(f"{names} comes", lambda: any(x.type in types for x in self.heard))
        return next(x for x in self.heard if x.type in types)

    def until_entry(self, sequence):
        self.run(f"entry {sequence} is here", lambda: self.sequence >= sequence)

    @property
    def sequence(self):
        return self.cursor.sequence if self.cursor else 0

    def _step(self, timeout_ms):
        received = self.link.receive(timeout_ms)
        if received:
            message, is_live = received
            if message.origin != self.area:
                raise Stuck(f"{message.name} of {message.origin}")
            self.heard.append(message)
            self._HANDLERS[message.type](self, message, is_live)
        self._ask_for_hole()
        if self.staged and time.monotonic() - self.chunk_asked > PROGRESS_SECONDS:
            self._ask_for_chunk()

    # ---- Speaking ------------------------------------------------------------------------------

    def send(self, type_, body):
        self.link.send(Message(type_, self.area, body))

    def welcome(self, version=1, adopts=False):
        cursor = self.cursor and wire_position(self.cursor)
        self.hole_since = self.asked = None
        self.waiting.clear()
        self.is_open = True
        self.send(m.WELCOME, wire.Welcome(
            version=version, incarnation=INCARNATION, cursor=cursor, credit=self._credit(),
            adopts=adopts))

    def acknowledge(self):
        cursor = self.cursor and wire_position(self.cursor)
        self.send(m.ACK, wire.Ack(cursor=cursor, credit=self._credit()))

    def leave(self):
        """BYE, after which the node greets again."""
        self.is_open = False
        self.send(m.BYE, wire.Bye(reason="the peer begins anew"))

    def _credit(self):
        return wire.Credit(entries=self.credit, bytes=1048576)

    def _ask_for_hole(self):
        """NACK for what lies between the cursor and what is known to be there."""
        known = min(self.waiting) - 1 if self.waiting else self.head and self.head.sequence
        is_behind = self.cursor and known and known > self.sequence
        if self.staged or not self.is_open or not is_behind:
            self.hole_since = self.asked = None
            return
        now = time.monotonic()
        self.hole_since = self.hole_since or now
        if now - self.hole_since < REORDER_WAIT_SECONDS:
            return
        if self.asked is None or now - self.asked > PROGRESS_SECONDS:
            self.asked = now
            self.send(m.NACK, wire.Nack(
                log_id=self.cursor.log_id, first=self.sequence + 1, last=known))

    # ---- Entries -------------------------------------------------------------------------------

    def _place(self, entry, via):
        position = entry.position
        if entry.fields.origin != self.area:
            raise Stuck(f"an entry of {entry.fields.origin}")
        accepted = self.cursor or Position.start(position.log_id, self.area)
        if position.log_id != accepted.log_id:
            raise Stuck(f"an entry of log {position.log_id.hex()}")
        if position.sequence <= accepted.sequence:
            if self.places.get(position.sequence, position) != position:
                raise Stuck(f"entry {position.sequence} has another content than before")
            return
        self.waiting[position.sequence] = (entry, via)
        while self.sequence + 1 in self.waiting:
            self._accept(*self.waiting.pop(self.sequence + 1))

    def _accept(self, entry, via):
        position = entry.position
        if not entry.follows(self.cursor or Position.start(position.log_id, self.area)):
            raise Stuck(f"entry {position.sequence} does not follow the one before it")
        self._tell("entry", entry.body, via=via, sequence=position.sequence)
        self.cursor = position
        self.places[position.sequence] = position
        self.hole_since = self.asked = None

    def _tell(self, event, body, **fields):
        """A line with the rows of an entry or of a chunk."""
        try:
            delta = m.delta_of(body)
        except Refused as refused:
            raise Stuck(f"a body that is no delta: {refused}") from None
        if delta.report.area != self.area:
            raise Stuck(f"a report of {delta.report.area}")
        self.tape.line(
            event, revision=delta.document.revision, **fields,
            puts=[_row(put.key, put) for put in delta.puts],
            retracts=[_row(key) for key in delta.retracts])

    def _delta(self, message, is_live):
        (entry,) = message.entries
        sequence = entry.fields.sequence
        if sequence in self.published:
            raise Stuck(f"entry {sequence} is published twice")
        self.published.add(sequence)
        if self.loses(sequence):
            self.tape.line("lost", sequence=sequence)
            return
        before = self.sequence
        self._place(entry, "live")
        if self.acknowledges and self.sequence > before:
            self.acknowledge()

    def _replay(self, message, is_live):
        self.head = position_of(message.body.head)
        size = sum(len(entry.header) + len(entry.body) for entry in message.entries)
        if size > m.REPLAY_BYTES and len(message.entries) > 1:
            raise Stuck(f"a REPLAY of {size} bytes")
        for entry in message.entries:
            self._place(entry, "replay")
        if self.acknowledges:
            self.acknowledge()

    # ---- The conversation ----------------------------------------------------------------------

    def _hello(self, message, is_live):
        if self.on_hello:
            self.on_hello(message)
        else:
            self.head = position_of(message.body.head)
            self.welcome()

    def _heartbeat(self, message, is_live):
        self.head = position_of(message.body.head)
        if not is_live:
            self.acknowledge()

    def _log_reset(self, message, is_live):
        former = message.body.former_log_id
        if self.cursor and self.cursor.log_id == message.body.base.log_id:
            return
        if not self.cursor or former != self.cursor.log_id:
            raise Stuck(f"LOG_RESET of log {former.hex()}, which is not followed")

    # ---- Snapshots -----------------------------------------------------------------------------

    def _snap_begin(self, message, is_live):
        body = message.body
        position = position_of(body.position)
        if position.sequence == 0 and body.chunk_count:
            start = Position.start_with_snapshot(position.log_id, self.area, body.digest)
            if start != position:
                raise Stuck("the first hash of the log does not cover its snapshot")
        if self.cursor and self.cursor.log_id == position.log_id and (
                self.cursor.sequence >= position.sequence):
            self.acknowledge()
            return
        # What is there of the same snapshot stays.
        if self.staged is None or self.staged[:3] != (position, body.chunk_count, body.digest):
            self.staged = (position, body.chunk_count, body.digest, [])
        self._ask_for_chunk()

    def _ask_for_chunk(self):
        position, _, _, chunks = self.staged
        self.chunk_asked = time.monotonic()
        self.send(m.SNAP_NEXT, wire.SnapshotNext(
            position=wire_position(position), index=len(chunks)))

    def _snap_chunk(self, message, is_live):
        body = message.body
        if self.staged is None:
            return
        position, count, _, chunks = self.staged
        if position_of(body.position) != position or body.index >= count:
            raise Stuck(f"chunk {body.index} of another snapshot")
        if self.loses_chunk(body.index):
            self.tape.line("lost", index=body.index)
        elif body.index == len(chunks):
            self._tell("chunk", message.chunk, index=body.index)
            chunks.append(message.chunk)
            self._ask_for_chunk()

    def _snap_end(self, message, is_live):
        if self.staged is None:
            return
        position, count, digest, chunks = self.staged
        if position_of(message.body.position) != position or len(chunks) != count:
            raise Stuck(f"SNAP_END after {len(chunks)} of {count} chunks")
        if m.sha256(b"".join(m.sha256(chunk) for chunk in chunks)) != digest:
            raise Stuck("the chunks are not those that the digest names")
        self.cursor, self.staged = position, None
        self.places = {position.sequence: position}
        self.published.clear()
        self.waiting.clear()
        self.head = None
        self.acknowledge()

    def _remember(self, message, is_live):
        pass

    _HANDLERS = {
        m.HELLO: _hello, m.HEARTBEAT: _heartbeat, m.DELTA: _delta, m.REPLAY: _replay,
        m.LOG_RESET: _log_reset, m.SNAP_BEGIN: _snap_begin, m.SNAP_CHUNK: _snap_chunk,
        m.SNAP_END: _snap_end, m.REPLAY_GONE: _remember, m.FAIL: _remember, m.BYE: _remember,
    }


def _row(key, put=None):
    row = {"period": key.period, "indicator": key.indicator, "unit": key.unit}
    if key.HasField("part"):
        row["part"] = key.part
    if put is not None:
        row["value"] = put.value
    return row
