import Testing

@testable import Daemons

@Suite("Daemons that do not come up")
struct StartAttemptsTests {
  @Test("The first failures cost no wait, and then it doubles up to a minute")
  func waits() {
    #expect((1...9).map(StartAttempts.waitSeconds) == [0, 0, 0, 4, 8, 16, 32, 60, 60])
    #expect(StartAttempts.waitSeconds(after: .max) == 60)
  }

  @Test("Failures in a row are counted over processes, until one comes up")
  func counting() async throws {
    try await withFolder { folder in
      let waits = (1...5).map { _ in StartAttempts(folder: folder).failed() }
      #expect(waits == [0, 0, 0, 4, 8])
      let last = StartAttempts(folder: "\(folder):/nowhere")
      last.succeeded()
      // It has come up, and systemd starts it again at once.
      #expect(last.failed() == 0)
      #expect(StartAttempts(folder: folder).failed() == 0)
      #expect(FileSystem.names(in: folder) == ["failed-starts"])
    }
  }

  @Test("Where nobody starts it again nothing is counted, and a count that is none begins anew")
  func nobody() async throws {
    #expect((1...9).allSatisfy { _ in StartAttempts(folder: nil).failed() == 0 })
    try await withFolder { folder in
      try write("many", to: "\(folder)/failed-starts")
      #expect(StartAttempts(folder: folder).failed() == 0)
      #expect((1...9).allSatisfy { _ in StartAttempts(folder: "\(folder)/none").failed() == 0 })
    }
  }
}
