import Foundation
import Testing
import ZeroMQ

@Suite(.timeLimit(.minutes(1)))
struct ReactorStopTests {
  @Test func `Stopping ends the thread, and again does nothing`() async throws {
    let name = "stop-\(UInt16.random(in: .min ... .max))"
    let reactor = Reactor(name: name)
    await Runner(reactor).run {}
    #expect(try threadNames().contains(name))
    reactor.stop()
    reactor.stop()
    // The kernel lists a thread a moment longer than joining it takes.
    while try threadNames().contains(name) { await Task.yield() }
  }

  @Test func `A reactor that never had work stops`() {
    for _ in 0..<100 { Reactor(name: "idle").stop() }
  }

  @Test func `Stopping frees the reactor, its handlers and what they hold`() async throws {
    weak var reactor: Reactor?
    weak var held: Runner?
    do {
      let created = Reactor(name: "freed")
      reactor = created
      let runner = Runner(created)
      held = runner
      await runner.run {
        created.schedule(afterMs: patienceMs) { runner.assumeIsolated { _ in } }
      }
      created.stop()
    }
    #expect(held == nil)
    #expect(reactor == nil)
  }

  @Test func `Jobs that wait when the reactor stops are run`() async throws {
    let reactor = Reactor(name: "last jobs")
    let collector = Collector<Int>()
    let runner = Runner(reactor)
    let isBusy = Collector<Void>()
    let release = DispatchSemaphore(value: 0)
    let blocking = Task {
      await runner.run {
        isBusy.add(())
        release.wait()
      }
    }
    _ = await isBusy.next()
    await withTaskGroup { group in
      for number in 0..<10 {
        group.addTask { await runner.run { collector.add(number) } }
      }
      group.addTask {
        release.signal()
        reactor.stop()
      }
    }
    await blocking.value
    var seen: Set<Int> = []
    while seen.count < 10, let number = await collector.next() { seen.insert(number) }
    #expect(seen == Set(0..<10))
  }

  @Test func `Jobs that come after the stop run one after the other and still are isolated`()
    async throws
  {
    let reactor = Reactor(name: "late jobs")
    reactor.stop()
    let counter = Counter(on: reactor)
    await withTaskGroup { group in
      for _ in 0..<1000 {
        group.addTask { await counter.increase() }
      }
    }
    #expect(await counter.value == 1000)
    let isIsolated = await Runner(reactor).run { reactor.isIsolatingCurrentContext() }
    #expect(isIsolated == true)
  }

  @Test func `A socket that was watched when the reactor stopped can be closed afterwards`()
    async throws
  {
    weak var context: Context?
    do {
      let created = try Context()
      context = created
      let reactor = Reactor(name: "closed later")
      let peer = Peer(on: reactor, try Socket(created, .pull))
      await peer.watch()
      reactor.stop()
      await peer.watch()
      await peer.unwatch()
    }
    #expect(context == nil)
  }

  private func threadNames() throws -> [String] {
    let tasks = "/proc/self/task"
    return try FileManager.default.contentsOfDirectory(atPath: tasks).map { task in
      // A thread that has just ended has no name any more.
      let name = try? String(contentsOfFile: "\(tasks)/\(task)/comm", encoding: .utf8)
      return name?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
    }
  }
}

/// Loses counts unless its jobs exclude one another.
private actor Counter {
  private let reactor: Reactor
  private(set) var value = 0

  nonisolated var unownedExecutor: UnownedSerialExecutor {
    reactor.asUnownedSerialExecutor()
  }

  init(on reactor: Reactor) {
    self.reactor = reactor
  }

  func increase() {
    value += 1
  }
}
