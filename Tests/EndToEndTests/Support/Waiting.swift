import Foundation
import Synchronization
import Testing

/// Why a test can't go on.
struct Failure: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) {
    self.description = description
  }
}

/// Waits for a state, but not for ever.
///
/// - Parameters:
///   - what: What is awaited, for the message.
///   - seconds: How long it may take; far more than it should.
///   - condition: Whether the state is there.
/// - Throws: ``Failure`` where it did not come, and what the condition throws.
func waitUntil(
  _ what: String, within seconds: Double = 30, _ condition: () async throws -> Bool
) async throws {
  let clock = ContinuousClock()
  let deadline = clock.now + .seconds(seconds)
  while true {
    if try await condition() { return }
    guard clock.now < deadline else { throw Failure("waited \(seconds) s in vain until \(what)") }
    try await clock.sleep(for: .milliseconds(10))
  }
}

/// Lets a few tests at a time have a city: each starts several processes.
actor Slots {
  static let cities = Slots(4)

  private var free: Int
  private var waiting: [CheckedContinuation<Void, Never>] = []

  private init(_ count: Int) {
    free = count
  }

  func take() async {
    if free > 0 {
      free -= 1
    } else {
      await withCheckedContinuation { waiting.append($0) }
    }
  }

  func give() {
    if waiting.isEmpty {
      free += 1
    } else {
      waiting.removeFirst().resume()
    }
  }
}

/// SplitMix64: a test that fails by chance can be run again with its seed.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  mutating func number(_ range: ClosedRange<Int>) -> Int {
    Int.random(in: range, using: &self)
  }

  mutating func chance(_ percent: Int) -> Bool {
    number(0...99) < percent
  }
}

/// The repository that these tests stand in.
let repository = URL(filePath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent().path
