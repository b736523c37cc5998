internal import Synchronization

/// Counts the open streams, so that they never take all connections.
final class StreamRoom: Sendable {
  /// Streams at a time; half of the connections that the server takes.
  static let maximumStreams = 256

  private let open = Mutex(0)

  /// A place in the room, which is free again when nobody holds it any more.
  final class Seat: Sendable {
    private let room: StreamRoom

    fileprivate init(in room: StreamRoom) {
      self.room = room
    }

    deinit {
      room.open.withLock { $0 -= 1 }
    }
  }

  /// Takes a place; nil where there is none.
  func seat() -> Seat? {
    let isFree = open.withLock { open in
      guard open < Self.maximumStreams else { return false }
      open += 1
      return true
    }
    return isFree ? Seat(in: self) : nil
  }
}
