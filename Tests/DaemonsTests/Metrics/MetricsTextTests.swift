import Synchronization
import Testing
import Web

@testable import Daemons

@Suite("Prometheus' text format")
struct MetricsTextTests {
  @Test("A metric has its meaning, its type, and a line for each value")
  func lines() {
    var text = MetricsText()
    text.add(
      Metric("unionsync_lag_seconds", .gauge, "How long.", labels: ["area", "name"]),
      [Sample(0.5, "220821", "镇赉县总工会"), Sample(12, "220822", "a\"b\\c\nd")])
    text.add(Metric("unionsync_entries_total", .counter, "Two\nlines \\ a slash."), 17)
    text.add(Metric("unionsync_nothing", .gauge, "Left out.", labels: ["area"]), [])
    #expect(
      text.text == """
        # HELP unionsync_lag_seconds How long.
        # TYPE unionsync_lag_seconds gauge
        unionsync_lag_seconds{area="220821",name="镇赉县总工会"} 0.5
        unionsync_lag_seconds{area="220822",name="a\\"b\\\\c\\nd"} 12
        # HELP unionsync_entries_total Two\\nlines \\\\ a slash.
        # TYPE unionsync_entries_total counter
        unionsync_entries_total 17

        """)
  }

  @Test("A histogram counts what is at or below each bound, and everything at the end")
  func histogram() {
    var histogram = Histogram(bounds: [0.1, 1])
    for seconds in [0.05, 0.1, 0.5, 2] { histogram.record(seconds: seconds) }
    var text = MetricsText()
    text.add(Metric("unionsync_merge_seconds", .histogram, "Time."), histogram)
    #expect(
      text.text == """
        # HELP unionsync_merge_seconds Time.
        # TYPE unionsync_merge_seconds histogram
        unionsync_merge_seconds_bucket{le="0.1"} 2
        unionsync_merge_seconds_bucket{le="1"} 3
        unionsync_merge_seconds_bucket{le="+Inf"} 4
        unionsync_merge_seconds_sum 2.65
        unionsync_merge_seconds_count 4

        """)
  }

  @Test("Entries are timed from their beginning to their arrival, each journal by itself")
  func times() {
    var times = EntryTimes<String>()
    for (sequence, nowMs) in [(1, 0), (2, 10), (3, 20)] {
      times.begin(UInt64(sequence), of: "a", nowMs: Int64(nowMs))
    }
    times.begin(1, of: "b", nowMs: 5)
    #expect(times.end(through: 2, of: "a", nowMs: 30) == [30, 20])
    #expect(times.end(through: 2, of: "a", nowMs: 31).isEmpty)
    #expect(times.end(through: 9, of: "a", nowMs: 40) == [20])
    times.forget("b")
    #expect(times.end(through: 1, of: "b", nowMs: 50).isEmpty)
  }

  @Test("No more entries are timed than there is room for")
  func bounded() {
    var times = EntryTimes<Int>()
    let room = EntryTimes<Int>.maximumPerKey
    for sequence in 1...UInt64(room + 100) { times.begin(sequence, of: 0, nowMs: 0) }
    #expect(times.end(through: .max, of: 0, nowMs: 1).count == room)
  }

  @Test("A daemon is ready once a round trip has come back, and until none has for a while")
  func pulse() {
    let late = Pulse(clock: Clock(monotonicMs: { 0 }, wallMs: { 0 }))
    #expect(late.check.problem == "none yet")
    #expect(late.ageSeconds == nil)
    late.fail("the disk is gone")
    #expect(late.check.problem == "the disk is gone")
    late.beat()
    #expect(late.check.problem == nil)
    let now = Counter()
    let pulse = Pulse(clock: Clock(monotonicMs: { now.next() }, wallMs: { 0 }))
    pulse.beat()
    #expect(pulse.check.problem == "the last one was 20 s ago")
  }
}

/// A clock that moves on by twenty seconds whenever it is looked at.
private final class Counter: Sendable {
  private let value = Mutex<Int64>(0)

  func next() -> Int64 {
    value.withLock { value in
      value += 20_000
      return value
    }
  }
}
