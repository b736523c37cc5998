"""A watcher: all totals as a snapshot, then each change in its sequence."""

import messages as m
from links import TotalsLink
from tape import Deadline, Stuck


class Watcher:
    def __init__(self, endpoints, tape):
        self.tape = tape
        self.link = TotalsLink(endpoints, tape)
        self.sequence = None
        self.pieces = {}
        self.values = {}

    def until(self, indicator, value):
        """Follows until a total is told with this value, in ten-thousandths."""
        deadline = Deadline(f"{indicator} is {value}")
        while self.values.get(indicator) != value:
            message = self.link.receive(deadline.left_ms)
            if message is None:
                continue
            if message.type == m.TOTALS_SNAPSHOT:
                self._snapshot(message.body)
            else:
                self._change(message.body)

    def _snapshot(self, body):
        if body.sequence != self.sequence:
            self.sequence, self.pieces = body.sequence, {}
        self.pieces[body.index] = body.totals
        if len(self.pieces) == body.count:
            self.values = {}
            for index in range(body.count):
                self._put(self.pieces[index])

    def _change(self, body):
        # What comes while the snapshot is not whole yet has no place to go.
        if self.sequence is None:
            return
        if body.sequence != self.sequence + 1:
            raise Stuck(f"change {body.sequence} after {self.sequence}")
        self.sequence = body.sequence
        self._put(body.totals)
        for topic in body.removed:
            self.values.pop(topic.indicator, None)

    def _put(self, totals):
        for total in totals:
            value = total.value if total.HasField("value") else None
            self.values[total.topic.indicator] = value
            self.tape.line(
                "total", indicator=total.topic.indicator, year=total.topic.year,
                unit=total.topic.unit, value=value, areas=[s.area for s in total.shares],
                missing=len(total.missing))
