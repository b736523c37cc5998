import Testing
import ZeroMQ

@Suite(.timeLimit(.minutes(1)))
struct ContextTests {
  @Test func `Shutting down frees a blocked receive`() async throws {
    let context = try Context()
    let waits = Collector<Void>()
    // The reactor's thread may be blocked, one of Swift's pool may not.
    try await withReactor { reactor in
      let runner = Runner(reactor)
      let receiving = Task {
        try await runner.run {
          let socket = try Socket(context, .pull)
          waits.add(())
          _ = try socket.receive(withinMs: -1)
        }
      }
      _ = await waits.next()
      context.shutdown()
      let error = await #expect(throws: ZeroMQError.self) { try await receiving.value }
      #expect(error?.code == .contextTerminated)
    }
  }

  @Test func `After a shutdown every call says so and opening fails`() throws {
    let context = try Context()
    let socket = try Socket(context, .push)
    context.shutdown()
    context.shutdown()
    for operation in ["bind", "send", "receive", "open"] {
      let error = #expect(throws: ZeroMQError.self) {
        switch operation {
        case "bind": try socket.bind("inproc://late")
        case "send": _ = try socket.send(Message("late"))
        case "receive": _ = try socket.receive(upTo: 1)
        default: _ = try Socket(context, .push)
        }
      }
      #expect(error?.code == .contextTerminated, "\(operation)")
    }
  }

  @Test func `A socket holds its context alive`() throws {
    weak var context: Context?
    do {
      let pair: Socket
      do {
        let created = try Context()
        context = created
        pair = try Socket(created, .pair)
      }
      #expect(context != nil)
      try pair.bind("inproc://alive")
    }
    #expect(context == nil)
  }

  @Test func `The limit of sockets holds`() throws {
    let context = try Context(ioThreads: 2, maximumSockets: 2)
    let first = try Socket(context, .pair)
    let second = try Socket(context, .pair)
    let error = #expect(throws: ZeroMQError.self) { _ = try Socket(context, .pair) }
    #expect(error?.code == .tooManySockets)
    try first.bind("inproc://first")
    try second.connect("inproc://first")
  }

  @Test(arguments: [(0, 10), (65, 10), (1, 0), (1, Int.max)])
  func `Limits out of range are refused`(_ ioThreads: Int, _ maximumSockets: Int) {
    let error = #expect(throws: ZeroMQError.self) {
      try Context(ioThreads: ioThreads, maximumSockets: maximumSockets)
    }
    #expect(error?.code == .invalidArgument)
  }
}
