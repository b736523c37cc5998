"""What the peer does as a node. Each scenario is a function of a node that is not connected yet."""

import random
import time

import unionsync_pb2 as wire

import messages as m
from journal import Journal, clock, month_report
from frames import Entry
from messages import wire_position
from tape import Stuck

# Of each shuffle, so that a failure can be seen again.
SEED = 2017


def live(node):
    """Publishes everything on LIVE."""
    _listen(node)
    for sequence in _sequences(node):
        node.publish(sequence)
    node.until_acknowledged()


def losing(node):
    """Loses each third entry and the very last one on LIVE; heartbeats tell of the end."""
    _listen(node)
    last = node.journal.head.sequence
    for sequence in _sequences(node):
        if sequence % 3 == 0 or sequence == last:
            node.tape.line("lost", sequence=sequence)
        else:
            node.publish(sequence)
    node.publish_heartbeat()
    node.until_acknowledged()


def end_of_journal(node):
    """Loses only what comes last, so that nothing but a heartbeat can tell."""
    _listen(node)
    *others, last = _sequences(node)
    for sequence in others:
        node.publish(sequence)
    node.until_acknowledged(others[-1])
    node.tape.line("lost", sequence=last)
    node.publish_heartbeat()
    node.until_acknowledged()


def control_alone(node):
    """Never publishes; all comes by REPLAY, batch by batch."""
    node.connect()
    node.greet()
    node.replay_the_rest()
    node.until_acknowledged()


def shuffled(node):
    """Publishes every entry twice, in an order of chance."""
    _listen(node)
    order = 2 * list(_sequences(node))
    random.Random(SEED).shuffle(order)
    for sequence in order:
        node.publish(sequence)
    node.until_acknowledged()


def poison(node):
    """Puts a body that is no delta and a delta of another area between sound entries."""
    journal = node.journal
    journal.append(b"\xff no delta")
    other = month_report(node.area + 1, 1)
    journal.append(other.SerializeToString(deterministic=True))
    journal.report()
    _listen(node)
    for sequence in _sequences(node):
        node.publish(sequence)
    node.run("both poisoned entries are rejected", lambda: 2 <= sum(
        x.type == m.REJECT for x in node.heard))
    node.until_acknowledged()


def reconnecting(node):
    """Is cut off in the middle, and goes on after the cursor that the new WELCOME tells."""
    _listen(node)
    half = node.journal.head.sequence // 2
    for sequence in range(1, half + 1):
        node.publish(sequence)
    node.until_acknowledged(half)
    node.disconnect()
    node.connect()
    node.greet()
    if node.cursor != node.journal.position(half):
        raise Stuck(f"WELCOME resumes after {node.cursor}, not after {half}")
    node.replay_the_rest()
    node.until_acknowledged()


def restored(node):
    """Goes on in a new log after a backup, and hands over a snapshot that is cut off once."""
    control_alone(node)
    former = node.journal
    node.journal = former.restored()
    node.disconnect()
    node.connect()
    node.greet()
    node.deaf_to_chunks = {0}
    _reset_log(node, former)
    node.expect(m.SNAP_NEXT, lambda body: body.index == 2)
    node.disconnect()

    node.connect()
    node.greet()
    _reset_log(node, former)
    node.until_acknowledged(node.journal.base.sequence)
    node.journal.report()
    node.await_subscription()
    node.publish(node.journal.head.sequence)
    node.publish_heartbeat()
    node.until_acknowledged()


def compacted(node):
    """Comes back with a journal that no longer has the entries that the aggregator needs."""
    _listen(node)
    node.publish(1)
    node.until_acknowledged(1)
    node.disconnect()
    node.journal.compact()
    node.journal.report()
    node.connect()
    node.greet()
    node.send(m.REPLAY_GONE, wire.ReplayGone(
        log_id=node.journal.log_id, first_kept=node.journal.base.sequence + 1))
    node.begin_snapshot()
    node.until_acknowledged(node.journal.base.sequence)
    node.replay_the_rest()
    node.until_acknowledged()


def forked(node):
    """Is one of two machines with one key: an entry has other content at a place that is taken."""
    control_alone(node)
    journal = node.journal
    last = journal.entries[-2]
    other = month_report(node.area, 11).SerializeToString(deterministic=True)
    journal.entries[-1] = Entry.after(last.position, node.area, other, clock(), m.DELTA)
    sequence = journal.head.sequence
    node.replay(sequence, sequence)
    node.expect(m.FAIL, lambda body: body.code == 8)
    # What comes after it is not taken either, and a greeting changes nothing.
    node.hello()
    node.expect(m.FAIL)


def adopted(node):
    """Is quarantined for a fork until somebody decides that the city takes over its journal."""
    forked(node)
    node.expect(m.BYE)
    if not node.greet().adopts:
        raise Stuck("WELCOME does not say that the city adopts")
    former = node.journal
    node.journal = former.restored()
    _reset_log(node, former)
    node.until_acknowledged(node.journal.base.sequence)
    node.journal.report()
    node.replay_the_rest()
    node.until_acknowledged()


def wrong_digest(node):
    """Hands over chunks that are not those its SNAP_BEGIN named; then the right ones."""
    node.journal.compact()
    node.connect()
    node.greet()
    node.begin_snapshot(digest=bytes(32))
    node.expect(m.FAIL, lambda body: body.code == 3)
    node.greet()
    if node.cursor is not None:
        raise Stuck("a snapshot was installed though its digest does not fit")
    node.begin_snapshot()
    node.until_acknowledged(node.journal.base.sequence)


def other_log(node):
    """Lets entries of a log that is not followed slip among its own."""
    control_alone(node)
    node.await_subscription()
    journal = node.journal
    stray = Journal(node.area).fill(3)
    for entry in stray.entries:
        node.link.publish(m.Message(m.DELTA, node.area, entries=(entry,)))
    journal.report()
    node.publish(journal.head.sequence)
    node.until_acknowledged()


def hostile(node):
    """Sends every negative vector of both channels before it says anything sound."""
    _listen(node)
    for frames in node.vectors["CTL"]:
        node.link.control.send_multipart(frames)
    for frames in node.vectors["LIVE"]:
        node.link.live.send_multipart(frames)
    node.tape.line("note", count=len(node.vectors["CTL"]) + len(node.vectors["LIVE"]))
    for sequence in _sequences(node):
        node.publish(sequence)
    node.until_acknowledged()


def crowd(nodes):
    """All begin snapshots at once; who is told to wait comes back no sooner than asked to."""
    sent_away = []
    for node in nodes:
        node.journal.compact()
        node.connect()
        if not _offer_snapshot(node):
            sent_away.append((node, time.monotonic()))
    if not sent_away:
        raise Stuck("nobody was told to wait")
    for node in nodes:
        if node not in [waiting for waiting, _ in sent_away]:
            _finish_snapshot(node)
    for node, since in sent_away:
        wait = next(x.body for x in reversed(node.heard) if x.type == m.WAIT)
        time.sleep(max(0, since + wait.retry_after_ms / 1000 - time.monotonic()))
        if not _offer_snapshot(node):
            raise Stuck(f"{node.area} is told to wait though nobody else is there")
        _finish_snapshot(node)


def _offer_snapshot(node):
    """Greets and begins a snapshot, of which nothing is handed over yet.

    Gives whether the aggregator wants it; it may say WAIT to either message instead.
    """
    node.deaf_to_chunks = {0}
    node.heard.clear()
    node.hello()
    node.run("HELLO is answered", lambda: node.has_heard(m.WELCOME, m.WAIT))
    if not node.has_heard(m.WAIT):
        node.begin_snapshot()
        node.run("SNAP_BEGIN is answered", lambda: node.has_heard(m.SNAP_NEXT, m.WAIT))
    return not node.has_heard(m.WAIT)


def _finish_snapshot(node):
    node.begin_snapshot()
    node.until_acknowledged(node.journal.base.sequence)


def _listen(node):
    node.connect()
    node.greet()
    node.await_subscription()


def _sequences(node):
    return range(node.journal.base.sequence + 1, node.journal.head.sequence + 1)


def _reset_log(node, former):
    node.send(m.LOG_RESET, wire.LogReset(
        former_log_id=former.log_id, base=wire_position(node.journal.base),
        reason="restored from a backup"))
    node.begin_snapshot()


SCENARIOS = {
    scenario.__name__.replace("_", "-"): scenario
    for scenario in (
        live, losing, end_of_journal, control_alone, shuffled, poison, reconnecting, restored,
        compacted, forked, adopted, wrong_digest, other_log, hostile)
}
