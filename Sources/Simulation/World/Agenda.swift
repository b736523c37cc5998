/// What is going to happen in a simulated world, and when: a ring of steps of 10 ms.
///
/// Within a step things happen in the order in which they were put there, so that a seed always
/// plays the same.
struct Agenda<Happening> {
  /// How fine time is.
  static var stepMs: Int64 { 10 }
  /// How many steps the ring has; nothing is put off for longer.
  private static var length: Int { 4_096 }
  /// The longest that anything can be put off.
  static var horizonMs: Int64 { Int64(length - 1) * stepMs }

  private var ring = [[Happening]](repeating: [], count: length)
  /// The present.
  private(set) var nowMs: Int64 = 0
  private var slot = 0

  /// Puts something on the agenda, at least one step from now.
  mutating func put(_ happening: Happening, afterMs delayMs: Int64) {
    let steps = max(1, (min(delayMs, Self.horizonMs) + Self.stepMs - 1) / Self.stepMs)
    ring[(slot + Int(steps)) % Self.length].append(happening)
  }

  /// Goes on by one step, and takes out what happens in it.
  mutating func advance() -> [Happening] {
    slot = (slot + 1) % Self.length
    nowMs += Self.stepMs
    let due = ring[slot]
    guard !due.isEmpty else { return due }
    ring[slot] = []
    return due
  }
}
