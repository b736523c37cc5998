import Reports
import Storage
import SyncProtocol
import Testing
import ZeroMQ

@testable import Daemons

@Suite("A node's connection to an aggregator")
struct AggregatorLinkTests {
  @Test("Entries that come in the other order do not set the head back")
  func order() async throws {
    try await withFolder { folder in
      let journal = try journal(in: folder)
      let state = try journal.state()
      let context = try Context()
      let city = try Socket(context, .router, options: SyncSockets.control)
      try city.bind("tcp://127.0.0.1:*")
      let reactor = Reactor(name: "test")
      let link = try AggregatorLink(
        to: .init(live: "tcp://127.0.0.1:9", control: city.lastEndpoint, keyPath: nil), keys: nil,
        journal: journal, state: state, meters: NodeMeters(), context: context, reactor: reactor,
        clock: .system, log: DaemonRunner.logger(label: "test"))
      try await link.start { _ in }
      let hello = try #require(try city.receive(withinMs: 15_000))
      var generator = SystemRandomNumberGenerator()
      let welcome = ControlMessage.welcome(
        .init(version: 1, incarnation: .random(using: &generator), cursor: nil, credit: .full))
      _ = try city.send(
        Message(frames: [hello.frames[0]] + welcome.frames(origin: journal.area)))
      try await waitUntil("the node is welcome") { await link.status.state == "live" }

      let entries = try [commit(100, to: journal), commit(200, to: journal)]
      await link.committed(entries[1])
      #expect(await link.status.lag == 2)
      await link.committed(entries[0])
      #expect(await link.status.lag == 2)
      await link.stop()
      Self.stop(reactor)
    }
  }

  private static func stop(_ reactor: Reactor) {
    reactor.stop()
  }
}
