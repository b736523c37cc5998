/// A wait that doubles each time up to a limit.
struct Backoff: Hashable, Sendable {
  let firstMs: Int64
  let maximumMs: Int64
  private var tries = 0

  init(firstMs: Int64, maximumMs: Int64) {
    self.firstMs = firstMs
    self.maximumMs = maximumMs
  }

  /// The next wait.
  mutating func next() -> Int64 {
    // A shift by sixteen is far above every limit and far from an overflow.
    let waitMs = min(firstMs << Int64(min(tries, 16)), maximumMs)
    tries += 1
    return waitMs
  }

  /// Begins with the first wait again.
  mutating func reset() {
    tries = 0
  }
}
