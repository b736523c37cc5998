internal import CZeroMQ
internal import Synchronization

/// Watches the connections of a socket, as long as it lives.
///
/// Keep it beside the socket. Events are delivered on the reactor, in order.
public struct SocketMonitor: ~Copyable {
  /// Events that one turn of the reactor delivers.
  public static let eventsPerTurn = 64

  private static let lastID = Atomic<UInt64>(0)

  private let monitored: SocketHandle
  private let events: Socket

  /// Starts to monitor a socket; on the reactor's thread only, elsewhere it traps.
  ///
  /// - Parameters:
  ///   - socket: the socket, before it is bound or connected lest events are missed.
  ///   - reactor: what delivers the events.
  ///   - handler: is called for each event.
  /// - Throws: `ZeroMQError` when the context is full or shut down.
  public init(
    _ socket: borrowing Socket, on reactor: Reactor,
    handler: @escaping @Sendable (SocketEvent) -> Void
  ) throws(ZeroMQError) {
    let id = Self.lastID.add(1, ordering: .relaxed).newValue
    let endpoint = "inproc://zeromq.monitor-\(id)"
    let monitored = socket.handle
    // The one queue without a limit: libzmq's I/O thread waits for room in it, and with that thread
    // all connections of the context stand still, and closing the socket from the reactor would
    // wait for itself. What fills it is bounded by how fast connections come and fail.
    var options = SocketOptions()
    options.receiveHighWater = 0
    let events = try Socket(monitored.context, .pair, options: options)
    try unsafe monitored.call("monitor", endpoint) {
      unsafe zmq_socket_monitor($0, $1, ZMQ_EVENT_ALL)
    }
    do throws(ZeroMQError) {
      try events.connect(endpoint)
    } catch {
      Self.stop(monitored)
      throw error
    }
    let source = events.handle
    reactor.watch(events, for: .readable) {
      // A failure to receive means that the context was shut down: no event follows.
      guard let messages = try? source.receive(upTo: Self.eventsPerTurn) else { return }
      for message in messages {
        if let event = SocketEvent(message) { handler(event) }
      }
    }
    self.monitored = monitored
    self.events = events
  }

  deinit {
    // First the writing end: libzmq would wait for a reader for ever.
    Self.stop(monitored)
  }

  private static func stop(_ handle: SocketHandle) {
    unsafe handle.withOpenPointer { _ = unsafe zmq_socket_monitor($0, nil, 0) }
  }
}

@available(*, unavailable, message: "a monitor belongs beside its socket")
extension SocketMonitor: Sendable {}
