public import Reports

extension OriginInbox {
  /// One entry to be merged.
  public struct Merge: Hashable, Sendable {
    /// The entry; it is stored as it is.
    public let entry: JournalEntry
    /// What it changes, or why that can't be read. A poison entry is stored and changes nothing.
    public let content: DeltaContent

    /// Reads what an entry changes.
    public init(reading entry: JournalEntry) {
      self.entry = entry
      content = DeltaContent(reading: entry.body, origin: entry.header.origin)
    }
  }
}

/// What an entry or a snapshot's chunk changes.
public enum DeltaContent: Hashable, Sendable {
  /// A delta.
  case delta(Delta)
  /// Nothing that this version can read.
  case poison(ProtocolError)

  /// Reads what a body of an origin changes; no area speaks for another.
  public init(reading body: [UInt8], origin: UInt32) {
    do throws(ProtocolError) {
      let delta = try Delta(decoding: body)
      self =
        delta.report.area.number == origin
        ? .delta(delta)
        : .poison(
          ProtocolError(.unauthorized, "area \(origin) speaks for \(delta.report.area)"))
    } catch {
      self = .poison(error)
    }
  }
}
