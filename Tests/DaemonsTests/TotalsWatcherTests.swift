import Reports
import SyncProtocol
import Testing
import ZeroMQ

@testable import Daemons

@Suite("Following totals")
struct TotalsWatcherTests {
  @Test("A reader that is too slow for the changes gets all totals anew")
  func slowReader() async throws {
    try await withFolder { folder in
      let path = "\(folder)/control.sock"
      var options = SocketOptions()
      options.sendHighWater = 10_000
      options.xpubVerbose = true
      let city = try Socket(try Context(), .xpub, options: options)
      try city.bind("ipc://\(path).totals")
      let updates = try await TotalsWatcher.updates(controlPath: path)
      func waitUntilSubscribed() async throws {
        try await waitUntil("the watcher subscribes") {
          try city.receive(upTo: 16).contains { $0.frames.first?.first == 1 }
        }
      }
      func send(_ message: TotalsMessage) throws {
        #expect(try city.send(Message(frames: message.frames)) == .sent)
      }
      try await waitUntilSubscribed()
      for message in TotalsMessage.snapshot(of: [], sequence: 0) { try send(message) }
      let count: UInt64 = 1_100
      for sequence in 1...count {
        try send(.change(.init(sequence: sequence, totals: [], removed: [], origin: .zhenlai)))
      }
      try await waitUntilSubscribed()
      for message in TotalsMessage.snapshot(of: [], sequence: count) { try send(message) }
      // The first snapshot went with the oldest changes, so that this is the second.
      for await update in updates where update == .snapshot([]) { break }
    }
  }

  @Test("Where no aggregator runs it says so")
  func nobody() async throws {
    try await withFolder { folder in
      let error = await daemonError {
        _ = try await TotalsWatcher.updates(controlPath: "\(folder)/control.sock")
      }
      #expect(error?.exitCode == .unavailable)
    }
  }
}
