public import Reports

/// A place in a journal: how far it goes, or how far it has been merged (a cursor).
public struct Position: Hashable, Sendable {
  /// The journal.
  public let logID: LogID
  /// The sequence of the last entry; 0 before the first.
  public let sequence: UInt64
  /// The hash of the last entry in the chain; ``EntryHash/first(origin:logID:)`` before the first.
  public let hash: EntryHash

  /// Makes a place.
  public init(logID: LogID, sequence: UInt64, hash: EntryHash) {
    self.logID = logID
    self.sequence = sequence
    self.hash = hash
  }

  /// The place before the first entry of a log.
  public static func start(of logID: LogID, origin: AreaCode) -> Position {
    Position(logID: logID, sequence: 0, hash: .first(origin: origin.number, logID: logID))
  }
}

extension Position: CustomStringConvertible {
  /// Sequence and the beginnings of log and hash, for people.
  public var description: String {
    "\(sequence)@\(logID.description.prefix(8))/\(hash.description.prefix(8))"
  }
}
