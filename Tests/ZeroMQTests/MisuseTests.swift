import Testing
import ZeroMQ

/// Each misuse ends the process with a sentence that says what to do.
@Suite(.timeLimit(.minutes(1)))
struct MisuseTests {
  @Test func `Watching off the reactor's thread`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let socket = try Socket(Context(), .pull)
      Reactor(name: "other").watch(socket, for: .readable) {}
    }
    #expect(result.says("call it from an actor that runs on this reactor"))
  }

  @Test func `Watching a descriptor off the reactor's thread`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      Reactor(name: "other").watch(fileDescriptor: 0, for: .readable) {}
    }
    #expect(result.says("watch(fileDescriptor:for:handler:) was called off the thread"))
  }

  @Test func `Setting a timer off the reactor's thread`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      Reactor(name: "other").schedule(afterMs: 0) {}
    }
    #expect(
      result.says("schedule(afterMs:handler:) was called off the thread of the reactor 'other'"))
  }

  @Test func `Using a reactor from an actor of another`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let one = Reactor(name: "one")
      await Runner(Reactor(name: "two")).run { one.schedule(everyMs: 1) {} }
    }
    #expect(
      result.says("schedule(everyMs:handler:) was called off the thread of the reactor 'one'"))
  }

  @Test func `Stopping a reactor on its own thread`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let reactor = Reactor(name: "own")
      await Runner(reactor).run { reactor.stop() }
    }
    #expect(result.says("stop it from outside"))
  }

  @Test func `Assuming the isolation of a reactor's actor elsewhere`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let runner = Runner(Reactor(name: "own"))
      pretendToBeOn(runner)
    }
    #expect(result.says("Incorrect actor executor assumption"))
  }

  @Test func `Using a watched socket on another thread`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let socket = try await Leaker(on: Reactor(name: "own")).leak()
      _ = try socket.receive(upTo: 1)
    }
    #expect(result.says("keep it in an actor that runs on that reactor, or unwatch it first"))
  }

  @Test func `Watching a socket on two reactors`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let socket = try await Leaker(on: Reactor(name: "one")).leak()
      await Peer(on: Reactor(name: "two"), socket).watch()
    }
    #expect(result.says("a socket is watched by the reactor 'one'"))
  }
}

private func pretendToBeOn(_ runner: Runner) {
  runner.assumeIsolated { _ in }
}

/// Gives away a socket that it still watches, which the compiler cannot see.
private actor Leaker {
  private let reactor: Reactor

  nonisolated var unownedExecutor: UnownedSerialExecutor {
    reactor.asUnownedSerialExecutor()
  }

  init(on reactor: Reactor) {
    self.reactor = reactor
  }

  func leak() throws -> sending Socket {
    let socket = try Socket(Context(), .pull)
    reactor.watch(socket, for: .readable) {}
    return socket
  }
}

extension ExitTest.Result? {
  /// Whether the process said `sentence` before it ended.
  fileprivate func says(_ sentence: String) -> Bool {
    guard let bytes = self?.standardErrorContent else { return false }
    return String(decoding: bytes, as: UTF8.self).contains(sentence)
  }
}
