import Foundation
import Testing
import ZeroMQ

@Suite(.timeLimit(.minutes(1)))
struct ReactorTests {
  @Test func `A hundred thousand messages reach an actor in order and complete`() async throws {
    let count = 100_000
    let context = try Context()
    try await withReactor { reactor in
      let peer = Peer(on: reactor, try Socket(context, .pull))
      await peer.watch()
      let endpoint = try await peer.bind()
      let sender = try Sender(context, to: endpoint, on: reactor)
      await sender.send(count)
      let messages = await peer.take(atLeast: count)
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

  @Test func `A socket that is always ready starves neither jobs nor timers nor other sockets`()
    async throws
  {
    let context = try Context()
    try await withReactor { reactor in
      let push = try Socket(context, .push)
      try push.bind("inproc://greedy")
      let ignored = try Socket(context, .pull)
      try ignored.connect("inproc://greedy")
      _ = try push.send(Message("never read"))
      let turns = Collector<Void>()
      let greedy = Peer(on: reactor, ignored)
      await greedy.watch { turns.add(()) }
      _ = await turns.next()

      let modest = Peer(on: reactor, try Socket(context, .pull))
      await modest.watch()
      let near = try Socket(context, .push)
      try near.connect(try await modest.bind())
      _ = try near.send(Message("read"))
      #expect(await modest.take(atLeast: 1).map(\.texts) == [["read"]])

      let fired = Collector<Void>()
      await Runner(reactor).run {
        reactor.schedule(afterMs: 1) { fired.add(()) }
      }
      _ = await fired.next()
    }
  }

  @Test func `Jobs without end do not starve sockets`() async throws {
    let context = try Context()
    try await withReactor { reactor in
      let peer = Peer(on: reactor, try Socket(context, .pull))
      await peer.watch()
      let endpoint = try await peer.bind()
      try await withThrowingTaskGroup { group in
        for _ in 0..<4 {
          group.addTask { await peer.keepBusy() }
        }
        let push = try Socket(context, .push)
        try push.connect(endpoint)
        _ = try push.send(Message("through"))
        #expect(await peer.take(atLeast: 1).map(\.texts) == [["through"]])
        try await group.waitForAll()
      }
    }
  }

  @Test func `More jobs than a turn runs are run in order`() async throws {
    try await withReactor { reactor in
      let collector = Collector<Int>()
      let runner = Runner(reactor)
      let count = 3 * Reactor.jobsPerTurn + 1
      // A job that enqueues the others from the reactor's own thread: they come at once.
      await runner.enqueue(count) { collector.add($0) }
      for expected in 0..<count { #expect(await collector.next() == expected) }
    }
  }

  @Test func `A writable watch fires once there is room`() async throws {
    let context = try Context()
    try await withReactor { reactor in
      var options = SocketOptions()
      options.sendHighWater = 1
      options.receiveHighWater = 1
      let pull = try Socket(context, .pull, options: options)
      try pull.bind("inproc://room")
      let push = try Socket(context, .push, options: options)
      try push.connect("inproc://room")
      #expect(try push.send(contentsOf: [Message("1"), Message("2"), Message("3")]) == 2)
      let writer = Peer(on: reactor, push)
      let ready = Collector<SendResult?>()
      await writer.watch(for: .writable) { [weak writer] in
        writer?.assumeIsolated { writer in
          writer.unwatch()
          ready.add(try? writer.use { try $0.send(Message("3")) })
        }
      }
      #expect(try pull.receive(upTo: 2).map(\.texts) == [["1"], ["2"]])
      #expect(await ready.next() == .sent)
      #expect(try pull.receive(withinMs: patienceMs)?.texts == ["3"])
    }
  }

  @Test func `A file descriptor is watched until it is unwatched`() async throws {
    try await withReactor { reactor in
      let pipe = Pipe()
      let descriptor = pipe.fileHandleForReading.fileDescriptor
      let runner = Runner(reactor)
      let read = Collector<Data>()
      let token = await runner.run {
        reactor.watch(fileDescriptor: descriptor, for: .readable) {
          read.add(pipe.fileHandleForReading.availableData)
        }
      }
      try pipe.fileHandleForWriting.write(contentsOf: Data([1, 2]))
      #expect(await read.next() == Data([1, 2]))
      try pipe.fileHandleForWriting.write(contentsOf: Data([3]))
      #expect(await read.next() == Data([3]))
      await runner.run { reactor.unwatch(token) }
      try pipe.fileHandleForWriting.write(contentsOf: Data([4]))
      await runner.run { reactor.unwatch(token) }
      #expect(pipe.fileHandleForReading.availableData == Data([4]))
    }
  }

  @Test func `A descriptor whose other end is closed is ready`() async throws {
    try await withReactor { reactor in
      let pipe = Pipe()
      let ready = Collector<Void>()
      await Runner(reactor).run {
        reactor.watch(
          fileDescriptor: pipe.fileHandleForReading.fileDescriptor, for: .readable
        ) { ready.add(()) }
      }
      try pipe.fileHandleForWriting.close()
      await ready.next()
    }
  }

  @Test func `A repeating timer repeats until its handler cancels it`() async throws {
    try await withReactor { reactor in
      let runner = Ticker(on: reactor)
      let finished = Collector<Int>()
      await runner.tick(times: 3) { finished.add($0) }
      #expect(await finished.next() == 3)
    }
  }

  @Test func `A handler that ends another watch of the same turn keeps it from being called`()
    async throws
  {
    try await withReactor { reactor in
      let pipe = Pipe()
      let descriptor = pipe.fileHandleForReading.fileDescriptor
      let rivals = Rivals(on: reactor)
      let calls = Collector<Int>()
      await rivals.watchTwice(descriptor) { calls.add($0) }
      try pipe.fileHandleForWriting.write(contentsOf: Data([1]))
      #expect(await calls.next() == 1)
      // The first ended both: what is written now calls nobody.
      try pipe.fileHandleForWriting.write(contentsOf: Data([2]))
      await Runner(reactor).run { calls.add(3) }
      #expect(await calls.next() == 3)
    }
  }

  @Test func `Shutting a context down ends its watches with a last call and leaves the others`()
    async throws
  {
    let doomed = try Context()
    let context = try Context()
    try await withReactor { reactor in
      let calls = Collector<ZeroMQError.Code?>()
      let victim = Peer(on: reactor, try Socket(doomed, .pull))
      await victim.watch { [weak victim] in
        victim?.assumeIsolated { victim in
          do throws(ZeroMQError) {
            _ = try victim.use { socket throws(ZeroMQError) in try socket.receive(upTo: 1) }
          } catch {
            calls.add(error.code)
          }
        }
      }
      let survivor = Peer(on: reactor, try Socket(context, .pull))
      await survivor.watch()
      let endpoint = try await survivor.bind()
      doomed.shutdown()
      #expect(await calls.next() == .contextTerminated)
      let push = try Socket(context, .push)
      try push.connect(endpoint)
      _ = try push.send(Message("alive"))
      #expect(await survivor.take(atLeast: 1).map(\.texts) == [["alive"]])
      calls.add(nil)
      #expect(await calls.next() == .some(nil))
    }
  }

  @Test func `A socket whose owner goes is unwatched and closed on the reactor`() async throws {
    weak var context: Context?
    try await withReactor { reactor in
      do {
        let created = try Context()
        context = created
        let peer = Peer(on: reactor, try Socket(created, .pull))
        await peer.watch()
        _ = try await peer.bind()
      }
      // The reactor closes it in a job of its own and lets go of the context with that turn.
      while context != nil { await Runner(reactor).run {} }
    }
  }
}

/// Counts the firings of a repeating timer and cancels it.
private actor Ticker {
  private let reactor: Reactor
  private var token: Reactor.TimerToken?
  private var count = 0

  nonisolated var unownedExecutor: UnownedSerialExecutor {
    reactor.asUnownedSerialExecutor()
  }

  init(on reactor: Reactor) {
    self.reactor = reactor
  }

  /// Ticks each millisecond and reports the count several periods after the timer was cancelled.
  func tick(times: Int, _ report: @escaping @Sendable (Int) -> Void) {
    token = reactor.schedule(everyMs: 1) { [weak self] in
      self?.assumeIsolated { $0.ticked(times, report) }
    }
  }

  private func ticked(_ times: Int, _ report: @escaping @Sendable (Int) -> Void) {
    count += 1
    guard count == times, let token else { return }
    reactor.cancel(token)
    reactor.schedule(afterMs: 10) { [weak self] in
      self?.assumeIsolated { report($0.count) }
    }
  }
}

/// Two watches of one descriptor, the first of which ends both.
private actor Rivals {
  private let reactor: Reactor
  private var tokens: [Reactor.WatchToken] = []

  nonisolated var unownedExecutor: UnownedSerialExecutor {
    reactor.asUnownedSerialExecutor()
  }

  init(on reactor: Reactor) {
    self.reactor = reactor
  }

  func watchTwice(_ descriptor: Int32, _ report: @escaping @Sendable (Int) -> Void) {
    for number in 1...2 {
      let token = reactor.watch(fileDescriptor: descriptor, for: .readable) { [weak self] in
        self?.assumeIsolated { $0.endBoth() }
        report(number)
      }
      tokens.append(token)
    }
  }

  private func endBoth() {
    tokens.forEach(reactor.unwatch)
  }
}
