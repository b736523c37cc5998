import Foundation
import Testing
import ZeroMQ

/// What the compiler must refuse, so that a socket has one owner and one isolation.
///
/// Each snippet names the errors that it must give; the compiler verifies that these and no others
/// are given. Ownership is checked after type checking, hence the SIL stage.
@Suite(.enabled(if: Compiler.path != nil, "swiftc is not on the PATH"), CompiledModule())
struct OwnershipTests {
  @Test func `Owning, lending, sending away and consuming a socket compile`() async throws {
    try await Compiler.verify(
      """
      import ZeroMQ
      actor Owner {
        let reactor: Reactor
        let socket: Socket
        nonisolated var unownedExecutor: UnownedSerialExecutor {
          reactor.asUnownedSerialExecutor()
        }
        init(_ socket: consuming sending Socket, on reactor: Reactor) {
          self.socket = socket
          self.reactor = reactor
        }
        func start() {
          reactor.watch(socket, for: .readable) { [weak self] in
            self?.assumeIsolated { $0.drain() }
          }
        }
        func drain() {
          lend(socket)
        }
        func lend(_ socket: borrowing Socket) {
          _ = try? socket.receive(upTo: 1)
        }
      }
      func open(on reactor: Reactor) throws -> Owner {
        let socket = try Socket(Context(), .pull)
        try socket.bind("inproc://mine")
        return Owner(socket, on: reactor)
      }
      func finish(_ socket: consuming Socket) {
        socket.close()
      }
      """)
  }

  @Test func `A socket cannot be copied`() async throws {
    try await Compiler.verify(
      """
      import ZeroMQ
      func f(_ socket: borrowing Socket) { // expected-error {{'socket' is borrowed and cannot be consumed}}
        let copy = socket // expected-note {{consumed here}}
        _ = copy.kind
      }
      """)
    try await Compiler.verify(
      """
      import ZeroMQ
      func f(_ sockets: [Socket]) {} // expected-error {{type 'Socket' does not conform to protocol 'Copyable'}}
      """)
  }

  @Test func `A socket cannot be used after it was closed or given away`() async throws {
    try await Compiler.verify(
      """
      import ZeroMQ
      func f() throws {
        let socket = try Socket(Context(), .pull) // expected-error {{'socket' used after consume}}
        socket.close() // expected-note {{consumed here}}
        try socket.bind("inproc://late") // expected-note {{used here}}
      }
      """)
  }

  @Test func `A socket cannot be used by two isolations`() async throws {
    try await Compiler.verify(
      """
      import ZeroMQ
      actor Owner {
        let socket: Socket // expected-note {{property declared here}}
        init(_ socket: consuming sending Socket) { self.socket = socket }
      }
      func f(_ owner: Owner) {
        _ = owner.socket.kind // expected-error {{actor-isolated property 'socket' can not be referenced from a nonisolated context}}
      }
      func requireSendable<T: Sendable & ~Copyable>(_ value: borrowing T) {}
      func g(_ socket: borrowing Socket) {
        requireSendable(socket) // expected-error {{conformance of 'Socket' to 'Sendable' is unavailable: a socket belongs to one isolation; send messages instead}}
      }
      """)
  }

  @Test func `A handler cannot hold a socket`() async throws {
    try await Compiler.verify(
      """
      import ZeroMQ
      actor Owner {
        let reactor: Reactor
        let socket: Socket
        init(_ socket: consuming sending Socket, on reactor: Reactor) {
          self.socket = socket
          self.reactor = reactor
        }
        func start() {
          reactor.watch(socket, for: .readable) { [self] in
            _ = try? socket.receive(upTo: 1) // expected-error {{non-Sendable type 'Socket' of property 'socket' cannot exit actor-isolated context}}
          }
        }
      }
      """)
  }

  @Test func `Values cross isolations, keys and monitors keep to their rules`() async throws {
    try await Compiler.verify(
      """
      import ZeroMQ
      func requireSendable<T: Sendable & ~Copyable>(_ value: borrowing T) {}
      func f(
        _ message: Message, _ context: Context, _ reactor: Reactor, _ event: SocketEvent,
        _ list: ZAPAccessList, _ pair: CurveKeyPair, _ error: ZeroMQError
      ) {
        requireSendable(message)
        requireSendable(context)
        requireSendable(reactor)
        requireSendable(event)
        requireSendable(list)
        requireSendable(pair)
        requireSendable(error)
      }
      func g(_ monitor: borrowing SocketMonitor) {
        requireSendable(monitor) // expected-error {{conformance of 'SocketMonitor' to 'Sendable' is unavailable: a monitor belongs beside its socket}}
      }
      func h(_ message: inout Message) {
        message.droppedFrames = 0 // expected-error {{cannot assign to property: 'droppedFrames' setter is inaccessible}}
      }
      """)
  }

  @Test func `A snippet with an error that it does not name fails its verification`() async throws {
    let failure = await #expect(throws: Compiler.Failure.self) {
      try await Compiler.verify("import ZeroMQ\nlet number: Int = Socket.Kind.pull")
    }
    #expect(failure?.description.contains("unexpected error produced") == true)
  }
}
