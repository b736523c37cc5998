internal import HTTPTypes

/// One page of a list: its items, and where the next page begins.
struct Listing<Item> {
  /// The items.
  let items: [Item]
  /// What to send as `cursor` for the items after these; nil at the end.
  let next: String?
}

extension Listing: Encodable where Item: Encodable {}

/// Which page of a list is asked for.
///
/// A cursor names the last item that was sent by the texts that the list is sorted by, so that a
/// page begins at the right place although items came or went meanwhile.
struct ListingRequest {
  /// How many items are sent where nobody says.
  static let defaultLimit = 200
  /// The most items of a page: about a megabyte of observations with their sentences.
  static let maximumLimit = 1000
  /// The longest cursor that is read, in bytes.
  static let maximumCursorBytes = 2048

  let limit: Int
  private let after: [String]?

  init(_ query: QueryReading) throws(WebError) {
    limit = try query.limit(default: Self.defaultLimit, atMost: Self.maximumLimit)
    guard let text = query.text("cursor") else {
      after = nil
      return
    }
    guard text.utf8.count <= Self.maximumCursorBytes, let after = Self.decode(text) else {
      throw WebError(
        .badRequest, zh: "cursor 无效：请原样使用上一页的 next。",
        en: "cursor is none: send the last page's 'next' as it is.")
    }
    self.after = after
  }

  /// The page of items that are sorted by their keys.
  func page<Item>(
    of items: some Sequence<Item>, key: (Item) -> [String]
  ) -> Listing<Item> {
    var page: [Item] = []
    for item in items {
      if let after, !Self.precedes(after, key(item)) { continue }
      guard page.count < limit else {
        return Listing(items: page, next: page.last.map { Self.encode(key($0)) })
      }
      page.append(item)
    }
    return Listing(items: page, next: nil)
  }

  /// The page of items whose order is no text's, such as a person's: their places are the keys.
  func page<Item>(of items: some Sequence<Item>) -> Listing<Item> {
    let page = page(of: items.enumerated()) { ["\($0.offset + Self.firstPlace)"] }
    return Listing(items: page.items.map(\.element), next: page.next)
  }

  /// Places are counted from here, so that all have as many digits.
  private static let firstPlace = 1_000_000

  /// The order that the items of a list must have.
  static func precedes(_ left: [String], _ right: [String]) -> Bool {
    left.lexicographicallyPrecedes(right) {
      $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars)
    }
  }

  private static func encode(_ key: [String]) -> String {
    key.joined(separator: "\u{0}").utf8
      .map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  private static func decode(_ text: String) -> [String]? {
    guard text.utf8.count.isMultiple(of: 2) else { return nil }
    var bytes: [UInt8] = []
    var rest = text[...]
    while !rest.isEmpty {
      guard let byte = UInt8(rest.prefix(2), radix: 16) else { return nil }
      bytes.append(byte)
      rest = rest.dropFirst(2)
    }
    return String(decoding: bytes, as: UTF8.self)
      .split(separator: "\u{0}", omittingEmptySubsequences: false).map(String.init)
  }
}
