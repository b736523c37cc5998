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

/// The repository that these tests stand in.
let repository = URL(filePath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent().path
