/// The clocks of one machine. The monotonic one starts anywhere and runs a little fast or slow; the
/// wall clock jumps, and goes nowhere but into what is only displayed.
struct SimulatedClock {
  private let offsetMs: Int64
  /// How much faster than the world's time it runs, in parts of a million; cheap quartz is 100 off.
  private let drift: Int64
  private var wallOffsetMs: Int64

  init(using generator: inout SeededGenerator, wallOffsetMs: Int64) {
    offsetMs = generator.pick([0, generator.milliseconds(0...1_000_000_000_000)])
    drift = generator.milliseconds(-1_000...1_000)
    self.wallOffsetMs = wallOffsetMs
  }

  /// The monotonic clock at a moment of the world's time.
  func monotonicMs(at worldMs: Int64) -> Int64 {
    offsetMs + worldMs + worldMs * drift / 1_000_000
  }

  /// The wall clock at a moment of the world's time, as entries carry it.
  func wallClock(at worldMs: Int64) -> UInt64 {
    UInt64(bitPattern: worldMs &+ wallOffsetMs) << 16
  }

  /// Somebody sets the wall clock, forward or back.
  mutating func jump(byMs delta: Int64) {
    wallOffsetMs &+= delta
  }
}
