import Daemons
import Foundation
import Reports
import SyncProtocol
import Testing
import ZeroMQ

/// Failures 11 and 12: lists that are wrong, and keys that are stolen. Invariant I5.
@Suite("Failures of keys")
struct AccessTests {
  /// Puts a text in the access list's place, all at once.
  private func replaceAccess(of city: TestCity, with text: String) throws {
    try city.write(text, to: city.accessPath + ".new")
    guard rename(city.accessPath + ".new", city.accessPath) == 0 else {
      throw Failure("the access list can't be replaced")
    }
  }

  @Test("Failure 11: a wrong access list silences everybody, and mending it is all there is to do")
  func wrongList() async throws {
    try await TestCity.with(areas: [.zhenlai, .tongyu]) { city in
      try await city.start()
      for area in city.areas { try await city.push(recipients: 100, at: area) }
      try await city.waitUntilEqual()
      let good = try String(contentsOfFile: city.accessPath, encoding: .utf8)

      try replaceAccess(of: city, with: "# AREA KEY NOTE")
      for area in city.areas {
        try await waitUntil("\(area) is refused", within: 30) {
          try await city.status(of: area).peers[0].state == "key-refused"
        }
        try await city.push(recipients: 200, at: area)
      }
      #expect(try await city.recipients() == 200)

      try replaceAccess(of: city, with: good)
      try await city.waitUntilLive()
      try await city.waitUntilEqual()
      #expect(try await city.recipients() == 400)
    }
  }

  @Test("Failure 11: a broken access list changes nothing, and the log names the line")
  func brokenList() async throws {
    try await TestCity.with(areas: [.zhenlai]) { city in
      try await city.start()
      let good = try String(contentsOfFile: city.accessPath, encoding: .utf8)
      try replaceAccess(of: city, with: good + "220822 not-a-key")
      try await waitUntil("the broken list is seen") {
        try city.aggregator().errors.contains("the access list can't be used")
      }
      try await city.push(recipients: 200, at: .zhenlai)
      try await city.waitUntilEqual()
      #expect(try await city.recipients() == 200)
    }
  }

  @Test(
    "Failure 12: a revoked key is refused from its next message on, on a connection that stands")
  func revocation() async throws {
    try await TestCity.with(areas: [.zhenlai, .tongyu]) { city in
      try await city.startAggregator()
      try await city.startNode(.tongyu)
      var journal = TestJournal(of: .zhenlai)
      let thief = try RawPeer(.dealer, keyOf: .zhenlai, port: city.controlPort, in: city)
      try thief.send(journal.hello, as: .zhenlai)
      try await thief.answer("WELCOME") { if case .welcome = $0 { true } else { nil } }
      try journal.append(recipients: 1300)
      try thief.send(journal.replay, as: .zhenlai)
      try await thief.answer("ACK") {
        if case .ack(let cursor, _) = $0, cursor?.sequence == 1 { true } else { nil }
      }

      let result = try await city.run(
        "keys", "revoke", city.key(of: .zhenlai), "--access", city.accessPath)
      #expect(result.exitCode == 0, "\(result.errors)")
      try await waitUntil("the list is read again") {
        try city.aggregator().errors.contains("the access list was read again")
      }
      try journal.append(recipients: 6666)
      // It may have been cut off already, which is as good.
      try? thief.send(journal.replay, as: .zhenlai)
      try await waitUntil("the thief is refused", within: 30) {
        let errors = try city.aggregator().errors
        return errors.contains("revoked-key") || errors.contains("unknown-key")
      }
      // Who was not revoked is back by itself.
      try await city.push(recipients: 100, at: .tongyu)
      try await city.waitUntilEqual([.tongyu])
      #expect(try await city.recipients() == 1400)
      #expect(try await city.aggregatorStatus(of: .zhenlai).cursor == 1)
    }
  }

  @Test(
    "Failure 12: a stolen key that speaks for another area is counted and audited, on CTL and LIVE")
  func stolenKey() async throws {
    try await TestCity.with(areas: [.zhenlai, .tongyu]) { city in
      try await city.start()
      try await city.push(recipients: 100, at: .tongyu)
      try await city.waitUntilEqual()
      var journal = TestJournal(of: .tongyu)
      let entry = try journal.append(recipients: 6666)
      let before = try await city.aggregatorStatus().refusedMessages
      let control = try RawPeer(.dealer, keyOf: .zhenlai, port: city.controlPort, in: city)
      try control.send(.fail(ProtocolError(.forked, "a lie")), as: .tongyu)
      try control.send(
        .logReset(formerLog: journal.head.logID, base: journal.start, reason: "a lie"), as: .tongyu)
      let live = try RawPeer(.xpub, keyOf: .zhenlai, port: city.livePort, in: city)
      try await waitUntil("the aggregator subscribes") { try live.hasReceived() }
      try live.send(LiveMessage.entry(entry).frames(origin: .tongyu))
      try await waitUntil("all three are refused") {
        try await city.aggregatorStatus().refusedMessages == before + 3
      }
      let line = try city.aggregator().errors.split(separator: "\n").first {
        $0.contains("foreign-area")
      }
      let audit = try #require(line)
      #expect(audit.contains("220821/") && audit.contains("220822") && audit.contains("127.0.0.1"))
      #expect(try await city.recipients() == 100)
      #expect(try await city.aggregatorStatus(of: .tongyu).state == "live")
      try await city.push(recipients: 101, at: .tongyu)
      try await city.waitUntilEqual()
    }
  }
}
