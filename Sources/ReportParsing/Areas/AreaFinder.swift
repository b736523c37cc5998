import Reports

/// Finds which office's report each paragraph of a text belongs to.
struct AreaFinder {
  /// The names of all areas, with those of their unions.
  let names: Set<String>
  private let areas: [AreaCode]
  private let automaton: WordAutomaton
  /// For each word, the area that it names, whether it names its union, and whether it means an
  /// area only among its neighbours: every city has a 工业园区.
  private let meanings: [(area: Int, isUnion: Bool, isGeneric: Bool)]
  private let parents: [AreaCode: AreaCode]
  /// Before a name, these make it one whom something is done with or for: 到通榆县总工会学习.
  private static let companions = ScalarSet("与和同及向赴到由被对给从为跟比、")
  private static let unionWords = ["总工会", "工会"].map { Array($0.utf16) }

  init(_ list: AreaList) {
    areas = list.areas.map(\.code)
    names = Set(list.areas.flatMap { [$0.nameZh] + $0.aliases })
    parents = Dictionary(
      list.areas.compactMap { area in area.parent.map { (area.code, $0) } },
      uniquingKeysWith: { first, _ in first })
    var words: [[UInt16]] = []
    var meanings: [(area: Int, isUnion: Bool, isGeneric: Bool)] = []
    for (index, area) in list.areas.enumerated() {
      for name in [area.nameZh] + area.aliases {
        let folded = name.unicodeScalars.map { ScalarFolding.standard($0) }
        if !words.contains(folded) {
          words.append(folded)
          meanings.append(
            (index, name.hasSuffix("工会"), name.prefix(2) != area.nameZh.prefix(2)))
        }
      }
    }
    automaton = WordAutomaton(words)
    self.meanings = meanings
  }

  /// The area of each paragraph, in order.
  ///
  /// A paragraph that names a union as acting opens its article; the office above is named in
  /// reports of those below and opens one only where nothing else has.
  func areas(
    of paragraphs: [Range<Int>], in text: NormalisedText, defaultArea: AreaCode?
  ) -> [AreaCode?] {
    var named: [AreaCode?] = Array(repeating: nil, count: paragraphs.count)
    var paragraph = 0
    let hits = automaton.hits(in: text.scalars).sorted { $0.start < $1.start }
    let isAtHome =
      defaultArea.map { areas.contains($0) } ?? false
      || hits.contains { !meanings[Int($0.word)].isGeneric }
    for hit in hits where isAtHome {
      while paragraph < paragraphs.count, paragraphs[paragraph].upperBound <= Int(hit.start) {
        paragraph += 1
      }
      guard paragraph < paragraphs.count, named[paragraph] == nil else { continue }
      let meaning = meanings[Int(hit.word)]
      let isUnion =
        meaning.isUnion
        || Self.unionWords.contains { MeasureTable.stands($0, at: Int(hit.end), of: text) }
      guard isUnion, !Self.companions.contains(text[Int(hit.start) - 1]) else { continue }
      named[paragraph] = areas[meaning.area]
    }
    let first =
      named.compactMap { $0 }.first { !Set(parents.values).contains($0) } ?? defaultArea
      ?? named.compactMap { $0 }.first
    var current = first
    return named.map { name in
      if let name, let area = current, parents[area] != name { current = name }
      return current
    }
  }
}
