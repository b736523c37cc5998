/// Joins the pages of a document, so that a sentence runs on from one to the next.
enum PageRepair {
  /// The text, given with a form feed after each page, without these, page numbers, soft hyphens and
  /// blank lines around pages.
  static func joined(_ text: String) -> String {
    var plain = String.UnicodeScalarView()
    plain.append(contentsOf: text.unicodeScalars.lazy.filter { $0 != "\u{AD}" })
    let pages = String(plain).split(separator: "\u{0C}", omittingEmptySubsequences: false).map {
      trimmed($0.split(separator: "\n", omittingEmptySubsequences: false)[...])
    }
    let offset = numbering(of: pages)
    let joined = pages.enumerated().map { index, lines in
      withoutNumbers(lines, expected: offset.map { $0 + index })
    }
    return joined.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }.joined(separator: "\n")
  }

  private typealias Lines = ArraySlice<Substring>

  private static func trimmed(_ lines: Lines) -> Lines {
    var lines = lines
    while let first = lines.first, isBlank(first) { lines.removeFirst() }
    while let last = lines.last, isBlank(last) { lines.removeLast() }
    return lines
  }

  private static func withoutNumbers(_ lines: Lines, expected: Int?) -> Lines {
    var lines = lines
    if let first = lines.first, isNumber(first, expected: expected) {
      lines = trimmed(lines.dropFirst())
    }
    if let last = lines.last, isNumber(last, expected: expected) {
      lines = trimmed(lines.dropLast())
    }
    return lines
  }

  /// The number of the first page where bare numbers at the edges of pages count them.
  private static func numbering(of pages: [Lines]) -> Int? {
    var pagesByOffset: [Int: Int] = [:]
    for (index, lines) in pages.enumerated() {
      let edges = Set([lines.first, lines.last].compactMap { $0.flatMap(bareNumber) })
      for number in edges { pagesByOffset[number - index, default: 0] += 1 }
    }
    return pagesByOffset.filter { $0.value > 1 }.max { ($0.value, $1.key) < ($1.value, $0.key) }?
      .key
  }

  /// Whether a line is a page number: dressed, as in `— 3 —`, `第3页` and `3/12`, or bare and the
  /// one that is expected. Any other bare number may be a figure of a table.
  private static func isNumber(_ line: Substring, expected: Int?) -> Bool {
    if let number = bareNumber(line) { return number == expected }
    let marks = line.filter { !$0.isWhitespace }
    guard marks.count <= 12, marks.contains(where: isDigit) else { return false }
    let dress = marks.filter { !isDigit($0) }
    return dress.allSatisfy(dashes.contains) && dress.count > 1 && !isDigit(marks[marks.startIndex])
      || pageWords.contains(dress)
  }

  private static let dashes: Set<Character> = ["-", "–", "—", "－", "―", "·", "•"]
  private static let pageWords: Set<String> = ["第页", "第页共页", "第页,共页", "第页，共页", "第页/共页", "/"]

  private static func bareNumber(_ line: Substring) -> Int? {
    let digits = line.filter { !$0.isWhitespace }
    return digits.count <= 4 && digits.allSatisfy(isDigit) ? Int(digits) : nil
  }

  private static func isDigit(_ character: Character) -> Bool { ("0"..."9").contains(character) }

  private static func isBlank(_ line: Substring) -> Bool { line.allSatisfy(\.isWhitespace) }
}
