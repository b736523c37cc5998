import Testing
import ZeroMQ

@Suite(.timeLimit(.minutes(1)))
struct ReactorTests {
  @Test func `A hundred thousand messages reach an actor in order and complete`() async throws {
    let count = 100_000
    let context = try Context()
    try await withReactor { reactor in
      var options = SocketOptions()
      options.receiveHighWater = 0
      let pull = try Socket(context, .pull, options: options)
      try pull.bind("tcp://127.0.0.1:*")
      let endpoint = try pull.lastEndpoint
      let peer = Peer(on: reactor, pull)
      await peer.watch()
      let sending = Task.detached {
        var options = SocketOptions()
        options.sendHighWater = 0
        options.lingerMs = patienceMs
        let push = try Socket(context, .push, options: options)
        try push.connect(endpoint)
        var sent = 0
        while sent < count {
          let batch = (sent..<min(sent + 1000, count)).map { Message("\($0)") }
          sent += try push.send(contentsOf: batch)
        }
      }
      let messages = await peer.take(atLeast: count)
      try await sending.value
      #expect(messages.map(\.texts) == (0..<count).map { ["\($0)"] })
    }
  }

  @Test func `Code of an actor runs on its reactor and assumeIsolated knows it`() async throws {
    try await withReactor { reactor in
      let runner = Runner(reactor)
      let isIsolated = await runner.run { reactor.isIsolatingCurrentContext() }
      #expect(isIsolated == true)
      #expect(reactor.isIsolatingCurrentContext() == false)
      let collector = Collector<Bool>()
      await runner.run {
        reactor.schedule(afterMs: 0) {
          runner.assumeIsolated { _ in collector.add(true) }
        }
      }
      #expect(await collector.next() == true)
    }
  }
}
