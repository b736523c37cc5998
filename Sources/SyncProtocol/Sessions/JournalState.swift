/// What a node's journal holds, as far as its conversations need to know.
public struct JournalState: Hashable, Sendable {
  /// The last entry.
  public internal(set) var head: Position
  /// What lies before the first entry that is kept.
  public internal(set) var base: Snapshot
  /// The logs that this journal has kept before, its own and those that it took the place of.
  public internal(set) var formerLogs: Set<LogID>

  /// Describes a journal.
  public init(head: Position, base: Snapshot, formerLogs: Set<LogID> = []) {
    self.head = head
    self.base = base
    self.formerLogs = formerLogs
  }

  /// How an aggregator's cursor stands to this journal.
  enum Relation: Hashable {
    /// It is the head.
    case level
    /// It lies behind the head, and all entries after it are kept.
    case behind
    /// It lies behind the base, so that entries after it are gone.
    case beforeBase
    /// There is none, and the journal does not begin with its first entry.
    case nothing
    /// It follows a log that this journal has kept before.
    case formerLog(LogID)
    /// It follows a log that this journal has never kept.
    case foreignLog(LogID)
    /// It can't be a place in this journal.
    case contradiction(String)
  }

  /// Compares a cursor, as far as head and base tell: between them only the entries themselves can.
  func relation(to cursor: Position?) -> Relation {
    guard let cursor else {
      guard base.isNothing else { return .nothing }
      return head.sequence == 0 ? .level : .behind
    }
    guard cursor.logID == head.logID else {
      return formerLogs.contains(cursor.logID)
        ? .formerLog(cursor.logID) : .foreignLog(cursor.logID)
    }
    for place in [head, base.position]
    where place.sequence == cursor.sequence && place.hash != cursor.hash {
      return .contradiction("the aggregator has another entry \(cursor.sequence) of this log")
    }
    if cursor.sequence > head.sequence {
      return .contradiction(
        "the aggregator has entry \(cursor.sequence), this journal ends at \(head.sequence)")
    }
    if cursor.sequence < base.position.sequence { return .beforeBase }
    return cursor.sequence == head.sequence ? .level : .behind
  }
}
