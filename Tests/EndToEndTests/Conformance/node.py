"""A node: one journal, and one aggregator that it talks with. What it leaves out, the scenarios
leave out on purpose."""

import unionsync_pb2 as wire

import messages as m
from links import NodeLink
from messages import Message, position_of, wire_position
from tape import Deadline, Stuck

SOFTWARE = "conformance peer 1"


class Node:
    def __init__(self, area, journal, endpoints, tape):
        self.area = area
        self.journal = journal
        self.endpoints = endpoints
        self.tape = tape
        self.link = None
        self.cursor = None
        self.credit = 0
        # Entries that a replay still has to bring after the batch under way: first and last.
        self.behind = None
        # Indices of chunks whose first asking is not heard.
        self.deaf_to_chunks = set()
        # What was published on LIVE so far.
        self.published = set()
        self.heard = []
        # Frames that are to be refused, by channel.
        self.vectors = {}

    # ---- The link ------------------------------------------------------------------------------

    def connect(self):
        self.link = NodeLink(self.endpoints, self.tape)

    def disconnect(self):
        self.link.close()
        self.link = None
        self.behind = None

    def greet(self):
        """HELLO until it is answered by WELCOME."""
        self.hello()
        return self.expect(m.WELCOME)

    def hello(self):
        self.send(m.HELLO, wire.Hello(
            minimum_version=1, maximum_version=1, head=wire_position(self.journal.head),
            software=SOFTWARE))

    def send(self, type_, body, entries=(), chunk=None):
        self.link.send(Message(type_, self.area, body, tuple(entries), chunk))

    # ---- LIVE ----------------------------------------------------------------------------------

    def await_subscription(self):
        self.link.await_subscription(Deadline("the aggregator subscribes"))

    def publish(self, sequence):
        self.run("the credit admits an entry", self._is_admitted)
        self.published.add(sequence)
        entry = self.journal.entry(sequence)
        self.link.publish(Message(m.DELTA, self.area, entries=(entry,)))

    def _is_admitted(self):
        acknowledged = self.cursor.sequence if self.cursor else 0
        in_flight = sum(sequence > acknowledged for sequence in self.published)
        return in_flight < max(self.credit, 1)

    def publish_heartbeat(self):
        head = wire_position(self.journal.head)
        self.link.publish(Message(m.HEARTBEAT, self.area, wire.Heartbeat(head=head)))

    # ---- CTL -----------------------------------------------------------------------------------

    def replay(self, first, last):
        """A batch of the entries from `first` to `last`, and the rest when that is acknowledged."""
        entries = []
        size = 0
        for sequence in range(first, min(last, first + m.REPLAY_ENTRIES - 1) + 1):
            entry = self.journal.entry(sequence)
            size += len(entry.header) + len(entry.body)
            if entries and size > m.REPLAY_BYTES:
                break
            entries.append(entry)
        end = first + len(entries) - 1
        self.behind = (end, last)
        self.send(m.REPLAY, wire.Replay(
            log_id=self.journal.log_id, first=first, count=len(entries),
            head=wire_position(self.journal.head)), entries)

    def replay_the_rest(self):
        """What lies behind the head after the cursor that WELCOME told."""
        first = (self.cursor.sequence if self.cursor else self.journal.base.sequence) + 1
        if first <= self.journal.head.sequence:
            self.replay(first, self.journal.head.sequence)

    def begin_snapshot(self, digest=None):
        self.send(m.SNAP_BEGIN, wire.SnapshotBegin(
            position=wire_position(self.journal.base), chunk_count=len(self.journal.chunks),
            digest=digest or self.journal.digest()))

    def expect(self, type_, where=lambda body: True):
        """The next message of a type; others are handled as they come."""
        found = []

        def is_here():
            found[:] = [x for x in self.heard if x.type == type_ and where(x.body)]
            return bool(found)

        self.heard.clear()
        self.run(f"{m.NAMES[type_]} comes", is_here)
        return found[-1].body

    def has_heard(self, *types):
        return any(message.type in types for message in self.heard)

    def run(self, what, until):
        """Handles what comes until a condition holds."""
        deadline = Deadline(what)
        while not until():
            message = self.link.receive(min(deadline.left_ms, 50))
            if message:
                self.heard.append(message)
                self.handle(message)

    def until_acknowledged(self, sequence=None):
        target = sequence or self.journal.head.sequence
        self.run(f"{target} is acknowledged", lambda: self.acknowledges(target))

    def acknowledges(self, sequence):
        cursor = self.cursor
        return (cursor is not None and cursor.log_id == self.journal.log_id
                and cursor.sequence >= sequence)

    def handle(self, message):
        handler = self._HANDLERS.get(message.type)
        if handler is None:
            raise Stuck(f"{message.name} is no message for a node")
        handler(self, message.body)

    def _welcome(self, body):
        self.cursor = position_of(body.cursor) if body.HasField("cursor") else None
        self.credit = body.credit.entries

    def _ack(self, body):
        self.credit = body.credit.entries
        if not body.HasField("cursor"):
            self.cursor = None
            return
        self.cursor = position_of(body.cursor)
        self._check_cursor(self.cursor)
        if self.behind and self.acknowledges(self.behind[0]):
            end, last = self.behind
            self.behind = None
            if end < last:
                self.replay(end + 1, last)

    def _check_cursor(self, cursor):
        """An acknowledgement is for a place of the journal, by its hash."""
        journal = self.journal
        if cursor.log_id == journal.log_id and cursor.sequence >= journal.base.sequence:
            if cursor.sequence > journal.head.sequence:
                raise Stuck(f"ACK of {cursor.sequence}, beyond the head")
            if journal.position(cursor.sequence).hash != cursor.hash:
                raise Stuck(f"ACK of {cursor.sequence} with a hash that is not the journal's")

    def _nack(self, body):
        if body.log_id == self.journal.log_id:
            self.replay(body.first, min(body.last, self.journal.head.sequence))

    def _snap_next(self, body):
        if position_of(body.position) != self.journal.base:
            return
        if body.index in self.deaf_to_chunks:
            self.deaf_to_chunks.discard(body.index)
            self.tape.line("ignored", type="SNAP_NEXT", index=body.index)
        elif body.index == len(self.journal.chunks):
            self.send(m.SNAP_END, wire.SnapshotEnd(position=body.position))
        else:
            chunk = self.journal.chunks[body.index]
            self.send(m.SNAP_CHUNK, wire.SnapshotChunk(
                position=body.position, index=body.index, hash=m.sha256(chunk)), chunk=chunk)

    def _remember(self, body):
        pass

    _HANDLERS = {
        m.WELCOME: _welcome, m.ACK: _ack, m.NACK: _nack, m.SNAP_NEXT: _snap_next,
        m.WAIT: _remember, m.FAIL: _remember, m.REJECT: _remember, m.BYE: _remember,
    }
