"""A node's journal in memory, and the reports that fill it."""

import hashlib
import os
import time

import unionsync_pb2 as wire

import messages
from frames import Entry, Position

SCALE = 10000
MONTHS = 12
INDICATOR = "relief.winter.recipients"
UNIT = "人"


def figure(area, number):
    """What revision `number` of the area's report says of one month: a figure of its own."""
    return area % 1000 + 100 * number


def month_report(area, number):
    """Revision `number` of a report, as the delta that puts the figure of one month."""
    month = (number - 1) % MONTHS + 1
    mention = f"{figure(area, number)}{UNIT}"
    sentence = f"{month}月走访慰问困难职工{mention}。"
    start = sentence.index(mention)
    return wire.DeltaBody(
        report=wire.ReportId(area=area, period="2017", series="annual"),
        document=wire.Document(
            name="peer.txt", sha256=hashlib.sha256(sentence.encode()).hexdigest(),
            revision=number),
        catalogue_version="1",
        puts=[
            wire.Observation(
                key=wire.ObservationKey(
                    period=f"2017-{month:02}", indicator=INDICATOR, unit=UNIT),
                value=figure(area, number) * SCALE, written_unit=UNIT,
                evidence=wire.Evidence(
                    mention=mention, start=start, end=start + len(mention), sentence=sentence,
                    offset_in_sentence=start))
        ])


def clock():
    return int(time.time() * 1000) << 16


class Journal:
    def __init__(self, area, log_id=None):
        self.area = area
        self.log_id = log_id or os.urandom(16)
        self.base = Position.start(self.log_id, area)
        self.chunks = []
        self.entries = []
        self.reports = []

    @property
    def head(self):
        return self.entries[-1].position if self.entries else self.base

    def position(self, sequence):
        if sequence == self.base.sequence:
            return self.base
        return self.entry(sequence).position

    def entry(self, sequence):
        return self.entries[sequence - self.base.sequence - 1]

    def append(self, body):
        """Adds an entry with any body, be it a delta or not."""
        entry = Entry.after(self.head, self.area, body, clock(), messages.DELTA)
        self.entries.append(entry)
        return entry

    def report(self):
        """Adds the next revision of the report."""
        number = len(self.reports) + 1
        self.reports.append(month_report(self.area, number))
        return self.append(self.reports[-1].SerializeToString(deterministic=True))

    def fill(self, count):
        for _ in range(count):
            self.report()
        return self

    def total(self):
        """What the figures of the newest revision of each month add up to."""
        newest = {delta.puts[0].key.period: delta.puts[0].value for delta in self.reports}
        return sum(newest.values()) // SCALE

    # What the reports come to: a chunk for each revision that figures still rest on.

    def state(self):
        newest = {delta.puts[0].key.period: delta for delta in self.reports}
        deltas = sorted(newest.values(), key=lambda delta: delta.document.revision)
        return [delta.SerializeToString(deterministic=True) for delta in deltas]

    def compact(self):
        """Folds all entries into the base."""
        self.base, self.chunks, self.entries = self.head, self.state(), []

    def restored(self):
        """The same reports in a new log, as a journal goes on after a backup was restored."""
        journal = Journal(self.area)
        journal.reports = list(self.reports)
        journal.chunks = self.state()
        journal.base = Position.start_with_snapshot(
            journal.log_id, journal.area, journal.digest())
        return journal

    def digest(self):
        hashes = b"".join(hashlib.sha256(chunk).digest() for chunk in self.chunks)
        return hashlib.sha256(hashes).digest()
