/// One line as a person typed it, such as a name or a reason, without the spaces around it.
public struct TypedLine: Hashable, Sendable {
  /// The line.
  public let text: String

  /// Takes a line; nil where nothing is left of it, it is longer than the bytes of UTF-8, or has
  /// control characters.
  public init?(_ typed: String, atMost limit: Int) {
    let text = Self.trimmed(typed)
    guard !text.isEmpty, text.utf8.count <= limit,
      text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F })
    else { return nil }
    self.text = text
  }

  /// A text without the spaces around it.
  public static func trimmed(_ typed: String) -> String {
    var text = typed[...]
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}
