/// A place in the order in which the city's dataset came about: behind an entry, behind the
/// snapshots installed after that entry, behind the decisions taken after those.
///
/// What comes later has a greater cursor, so that a reader who keeps the last one misses nothing.
public struct HistoryCursor: Hashable, Sendable {
  /// The entry, counted by the city from 1; 0 before the first.
  public let entry: Int64
  /// The last snapshot before here, counted by the city from 1; 0 right behind an entry.
  public let snapshot: Int64
  /// The last decision before here, counted by the city from 1; 0 right behind an entry or snapshot.
  public let review: Int64

  /// Before everything.
  public static let start = HistoryCursor(entry: 0, snapshot: 0, review: 0)

  /// Makes a place.
  public init(entry: Int64, snapshot: Int64, review: Int64) {
    self.entry = entry
    self.snapshot = snapshot
    self.review = review
  }
}

extension HistoryCursor: Comparable {
  /// By entry, then snapshot, then decision.
  public static func < (left: HistoryCursor, right: HistoryCursor) -> Bool {
    (left.entry, left.snapshot, left.review) < (right.entry, right.snapshot, right.review)
  }
}

extension HistoryCursor: LosslessStringConvertible {
  /// `1042.0.3`.
  public var description: String { "\(entry).\(snapshot).\(review)" }

  /// Reads `1042.0.3`; nil for anything else.
  public init?(_ description: String) {
    let fields = description.split(separator: ".", omittingEmptySubsequences: false)
    let isPlain = fields.allSatisfy { field in
      !field.isEmpty && field.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }
    guard fields.count == 3, isPlain, let entry = Int64(fields[0]),
      let snapshot = Int64(fields[1]), let review = Int64(fields[2])
    else { return nil }
    self.init(entry: entry, snapshot: snapshot, review: review)
  }
}

extension HistoryCursor: Codable {
  /// Reads the text.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let cursor = HistoryCursor(text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "'\(text)' is no cursor such as 1042.0.3")
    }
    self = cursor
  }

  /// Writes the text.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
