internal import Glibc
public import Reports

/// The time, as the daemons see it; tests bring their own.
public struct Clock: Sendable {
  /// Milliseconds on a clock that never jumps.
  public let monotonicMs: @Sendable () -> Int64
  /// Milliseconds since 1970, for display and for the day of today.
  public let wallMs: @Sendable () -> Int64

  /// Makes a clock.
  public init(
    monotonicMs: @escaping @Sendable () -> Int64, wallMs: @escaping @Sendable () -> Int64
  ) {
    self.monotonicMs = monotonicMs
    self.wallMs = wallMs
  }

  /// The machine's clocks.
  public static let system = Clock(
    monotonicMs: { milliseconds(of: CLOCK_MONOTONIC) },
    wallMs: { milliseconds(of: CLOCK_REALTIME) })

  private static func milliseconds(of clock: clockid_t) -> Int64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
  }

  /// The day of today in China, where the offices are, whatever the machine's zone.
  public var today: CalendarDate {
    var seconds = time_t(wallMs() / 1000 + 8 * 3600)
    var fields = tm()
    gmtime_r(&seconds, &fields)
    let date = CalendarDate(
      year: Int(fields.tm_year) + 1900, month: Int(fields.tm_mon) + 1, day: Int(fields.tm_mday))
    guard let date else {
      preconditionFailure("The machine's clock lies outside of the years \(Period.years)")
    }
    return date
  }
}
