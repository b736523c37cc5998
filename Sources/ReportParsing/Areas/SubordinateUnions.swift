/// Finds the unions of places and firms within the reporting area that a text names as acting.
///
/// 安广镇工会培训职工90人 states a part: the figure is that town's and not the county's.
struct SubordinateUnions {
  private let text: NormalisedText
  /// The names of reporting offices: those of the list, those of headlines, and the first one.
  private var own: Set<String>

  /// The last character of a place or firm that has a union below an office's.
  private static let endings = Set("区县镇乡村场厂矿校院局道司团社".utf16)
  /// The last characters of the offices above.
  private static let upperEndings = Set("省市州盟旗".utf16)
  /// First characters of what is no name: 全区, 各乡镇, 我县.
  private static let noNames = Set("全各我本该两多其某有在对由以原同新市县区省".utf16)
  private static let union: [[UInt16]] = ["总工会", "工会"].map { Array($0.utf16) }
  /// The shortest and the longest name, in characters.
  private static let nameLengths = 3...10
  /// A paragraph up to this length may be a headline.
  private static let longestHeadline = 40

  init(_ text: NormalisedText, sentences: Sentences, offices: Set<String>) {
    self.text = text
    own = offices
    var isFirst = true
    let endings = Self.endings.union(Self.upperEndings)
    for clause in sentences.clauses {
      guard let name = unionName(at: clause.lowerBound, endings: endings)
      else { continue }
      let isHeadline =
        text[clause.lowerBound - 1] == NormalisedText.paragraphEnd
        && clause.count <= Self.longestHeadline
        && text[clause.upperBound] == NormalisedText.paragraphEnd
      if isFirst || isHeadline { own.insert(text.text(in: name)) }
      isFirst = false
    }
  }

  /// The label of the union with which a clause begins; nil for the reporting office itself.
  func label(of clause: Range<Int>) -> String? {
    guard let range = unionName(at: clause.lowerBound, endings: Self.endings) else { return nil }
    let name = text.text(in: range)
    return own.contains(name) ? nil : name
  }

  /// The name of a place or firm before 总工会 or 工会.
  private func unionName(at start: Int, endings: Set<UInt16>) -> Range<Int>? {
    guard !Self.noNames.contains(text[start]) else { return nil }
    for end in (start + 1)...(start + Self.nameLengths.upperBound) {
      guard Sign.isHan(text[end - 1]) else { return nil }
      let isUnion = Self.union.contains { MeasureTable.stands($0, at: end, of: text) }
      guard isUnion else { continue }
      return Self.nameLengths.contains(end - start) && endings.contains(text[end - 1])
        ? start..<end : nil
    }
    return nil
  }
}
