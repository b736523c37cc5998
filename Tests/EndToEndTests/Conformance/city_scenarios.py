"""What the peer does as an aggregator. Each scenario is a function of a city and a count of entries
that the node will have."""

import os
import time

import messages as m
import unionsync_pb2 as wire
from frames import NO_HASH, Position
from tape import Stuck


def following(city, count):
    """Has nothing yet; takes what is replayed and what is published until all is here."""
    city.until_entry(count)


def losing(city, count):
    """Loses two of three entries on LIVE and asks for them again."""
    city.loses = lambda sequence: sequence % 3 != 1
    city.until_entry(count)


def behind(city, count):
    """Goes back to an older cursor, as after a restored backup, and gets just what is behind it."""
    city.until_entry(count)
    half = count // 2
    city.cursor = city.places[half]
    city.leave()
    replay = city.expect(m.REPLAY).body
    if replay.first != half + 1:
        raise Stuck(f"the replay begins with {replay.first}, not after the cursor {half}")
    city.until_entry(count)


def contradicting(city, count):
    """Holds a cursor that can't be one of the journal, after it held a sound one."""
    city.until_entry(count)
    city.cursor = Position(city.cursor.log_id, count, NO_HASH)
    city.leave()
    fail = city.expect(m.FAIL).body
    if fail.code != 8:
        raise Stuck(f"FAIL {fail.code} instead of 8")


def restored(city, count):
    """Follows a node that goes back to a backup; later returns to the log that was left."""
    city.until_entry(count)
    left = city.cursor
    lost = []

    def loses_first(index):
        lost.append(index)
        return len(lost) == 1

    city.loses_chunk = loses_first
    _follow_reset(city, left)
    city.until_entry(1)

    city.cursor = left
    city.leave()
    _follow_reset(city, left)
    city.until_entry(1)

    # A city that has lost everything gets the snapshot as well: entries alone are not enough.
    city.cursor = None
    city.leave()
    city.expect(m.REPLAY_GONE)
    city.until_entry(1)


def _follow_reset(city, left):
    city.expect(m.LOG_RESET)
    city.run("the snapshot is here", lambda: city.cursor.log_id != left.log_id)


def foreign(city, count):
    """Follows a log that the node never kept; then takes over what the node has."""
    former = os.urandom(16)
    city.cursor = Position(former, 7, os.urandom(32))
    fail = city.expect(m.FAIL).body
    if fail.code != 7:
        raise Stuck(f"FAIL {fail.code} instead of 7")
    city.on_hello = lambda message: city.welcome(adopts=True)
    city.leave()
    _follow_reset(city, city.cursor)


def unspoken_version(city, count):
    """Welcomes in a version that was not offered; then in the one that was."""
    city.on_hello = lambda message: city.welcome(version=2)
    fail = city.expect(m.FAIL).body
    if fail.code != 2:
        raise Stuck(f"FAIL {fail.code} instead of 2")
    city.on_hello = None
    city.leave()
    city.until_entry(count)


def hostile(city, count):
    """Sends every negative vector before WELCOME and after it."""
    city.on_hello = lambda message: None
    city.expect(m.HELLO)
    _send_all(city)
    city.on_hello = None
    city.until_entry(1)
    _send_all(city)
    city.until_entry(count)


def _send_all(city):
    for frames in city.vectors["CTL"]:
        city.link.send_frames(frames)


def waiting(city, count):
    """Asks the node to come again later, and sees that it does not come before."""
    wait_ms = 1500
    asked = []

    def hello(message):
        city.send(m.WAIT, wire.Wait(retry_after_ms=wait_ms, reason="the peer is busy"))
        asked.append(time.monotonic())

    city.on_hello = hello
    city.expect(m.HELLO)
    city.on_hello = None
    city.expect(m.HELLO)
    if (time.monotonic() - asked[0]) * 1000 < wait_ms:
        raise Stuck("HELLO came before the time that WAIT told")
    city.until_entry(count)


def withholding(city, count):
    """Gives credit for a few entries and acknowledges nothing until the node replays."""
    city.credit = 3
    city.acknowledges = False
    city.run("the node sends again", lambda: any(x.type == m.REPLAY for x in city.heard))
    if len(city.published) > city.credit:
        raise Stuck(f"{len(city.published)} entries on LIVE, the credit is {city.credit}")
    city.tape.line("note", count=len(city.published))
    city.acknowledges = True
    city.acknowledge()
    city.until_entry(count)


SCENARIOS = {
    scenario.__name__.replace("_", "-"): scenario
    for scenario in (
        following, losing, behind, contradicting, restored, foreign, unspoken_version, hostile,
        waiting, withholding)
}
