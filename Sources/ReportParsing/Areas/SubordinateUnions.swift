import Reports

/// Finds the unions of places and firms within the reporting area that a text names as acting.
///
/// 安广镇工会培训职工90人 states a part: the figure is that town's and not the county's.
struct SubordinateUnions {
  private let text: NormalisedText
  /// The names of reporting offices: those of the list, those of headlines, and the first one.
  private var own: Set<String>
  /// Where 总工会 and 工会 begin, in order.
  private let unions: [Int]
  /// Paragraphs that are no more than the name of a union, by their beginnings, with the label of
  /// a union below the office; nil for the office's own.
  private(set) var sections: [Int: String?] = [:]

  /// The last character of a place or firm that has a union below a city's office.
  private static let endings = ScalarSet("区县镇乡村场厂矿校院局道司团社")
  /// The same below a county's.
  private static let countyEndings = ScalarSet("区镇乡村场厂矿校院局道司团社")
  /// The same with those of the offices above.
  private static let allEndings = ScalarSet("区县镇乡村场厂矿校院局道司团社省市州盟旗")
  /// First characters of what is no name: 全区, 各乡镇, 我县.
  private static let noNames = ScalarSet("全各我本该两多其某有在对由以原同新市县区省来据从经逐每又也还再")
  /// 去年县总工会 begins with a time.
  private static let year: UInt16 = 0x5E74
  /// The shortest and the longest name, in characters.
  private static let nameLengths = 2...10
  /// A paragraph up to this length may be a headline.
  private static let longestHeadline = 40

  private let unionEndings: ScalarSet
  /// The last characters of names of places below the office: 县 below a city, 镇 below a county.
  private let placeEndings: ScalarSet

  init(
    _ text: NormalisedText, sentences: Sentences, offices: Set<String>, area: AreaCode?
  ) {
    self.text = text
    own = offices
    unionEndings = area?.isAboveCounty ?? true ? Self.endings : Self.countyEndings
    placeEndings = Self.placeEndings(below: area)
    unions = Self.unions(in: text)
    guard !unions.isEmpty else { return }
    findSections(in: sentences.paragraphs, isAboveCounty: area?.isAboveCounty ?? false)
    var isFirst = !tellsOfSeveral(
      in: sentences.paragraphs, isAboveCounty: area?.isAboveCounty ?? false)
    for clause in sentences.clauses where sections[clause.lowerBound] == nil {
      var start = clause.lowerBound
      while text[start] == Sign.dash { start += 1 }
      guard let name = unionName(at: start, endings: Self.allEndings)
      else { continue }
      let isHeadline =
        text[clause.lowerBound - 1] == NormalisedText.paragraphEnd
        && clause.count <= Self.longestHeadline
        && text[clause.upperBound] == NormalisedText.paragraphEnd
      if isFirst || isHeadline { own.insert(text.text(in: name)) }
      isFirst = false
    }
  }

  /// 红山区总工会 on a line of its own, on a page of a city: what follows is told of that district.
  private mutating func findSections(in paragraphs: [Range<Int>], isAboveCounty: Bool) {
    guard isAboveCounty else { return }
    for paragraph in paragraphs {
      // 【西陵区总工会】 may stand before the first sentence, too.
      let isInBrackets = text[paragraph.lowerBound] == Sign.openBracket
      let start = paragraph.lowerBound + (isInBrackets ? 1 : 0)
      guard let end = unionEnd(from: start), end - start <= Self.longestUnion,
        isInBrackets ? text[end] == Sign.closeBracket : end == paragraph.upperBound
      else { continue }
      let name = unionName(at: start, endings: Self.allEndings)
      let label = name.map { text.text(in: $0) }
      sections.updateValue(
        label.flatMap { own.contains($0) || isPaperOf($0) ? nil : $0 },
        forKey: paragraph.lowerBound)
    }
    // One line is the headline or the name of who wrote it.
    if sections.count < Self.fewestSections { sections = [:] }
  }

  /// 襄阳日报: the city that the page's newspaper is of.
  private func isPaperOf(_ city: String) -> Bool {
    let name = Array(city.utf16.dropLast())
    return city.hasSuffix("市")
      && (0..<min(Self.head, text.count)).contains { place in
        MeasureTable.stands(name, at: place, of: text)
          && Self.papers.contains {
            MeasureTable.stands($0, at: place + name.count, of: text)
          }
      }
  }

  private static let papers = ["日报", "晚报", "晨报", "新闻", "发布", "工会"].map { Array($0.utf16) }
  /// How far into a page its headlines go, in characters.
  private static let head = 120

  /// Whether the paragraphs of a city's page tell of one district's union after another, so that
  /// the first one is not the city's.
  private func tellsOfSeveral(in paragraphs: [Range<Int>], isAboveCounty: Bool) -> Bool {
    guard isAboveCounty else { return false }
    let names = paragraphs.compactMap { unionName(at: $0.lowerBound, endings: Self.allEndings) }
    return names.count > Self.fewestSections
      && Set(names.map { text.text(in: $0) }).count == names.count
  }

  /// Where the next name of a union ends.
  private func unionEnd(from place: Int) -> Int? {
    firstUnion(after: place).map { $0 + (text[$0] == Self.total ? 3 : 2) }
  }

  private static let total: UInt16 = 0x603B
  /// The longest name of a union, in characters.
  private static let longestUnion = 14
  private static let fewestSections = 2

  /// The label of the union with which a clause begins; nil for the reporting office itself.
  func label(of clause: Range<Int>) -> String? {
    guard let range = unionName(at: clause.lowerBound, endings: unionEndings) else { return nil }
    let name = text.text(in: range)
    return own.contains(name) ? nil : name
  }

  /// The label of the place with which a clause begins: 焦作市的办法是.
  func place(of clause: Range<Int>, words: ClauseWords) -> String? {
    let start = clause.lowerBound
    if text[start] == Self.at { return location(of: clause) }
    guard Sign.isHan(text[start]), !Self.noNames.contains(text[start]),
      !(1..<Self.placeLengths.lowerBound).contains(where: {
        Self.inNoPlace.contains(text[start + $0])
      })
    else { return nil }
    for end in (start + Self.placeLengths.lowerBound)...(start + Self.placeLengths.upperBound) {
      let last = text[end - 1]
      guard Sign.isHan(last), end < clause.upperBound, !Self.inNoPlace.contains(last)
      else { return nil }
      guard placeEndings.contains(last), !Self.commonBefore.contains(text[end - 2]),
        Self.afterPlace.contains(text[end]) || words.beginsWithWord(end..<clause.upperBound)
      else { continue }
      let name = text.text(in: start..<end)
      return own.contains(name) ? nil : name
    }
    return nil
  }

  /// 在海州区，慰问组走访: a clause that says no more than where.
  private func location(of clause: Range<Int>) -> String? {
    let name = clause.dropFirst()
    guard Self.locationLengths.contains(name.count), let last = name.last,
      placeEndings.contains(text[last]), !Self.commonBefore.contains(text[last - 1]),
      name.allSatisfy({ Sign.isHan(text[$0]) && !Self.inNoPlace.contains(text[$0]) })
    else { return nil }
    let label = text.text(in: name.startIndex..<name.endIndex)
    return own.contains(label) ? nil : label
  }

  /// 在.
  private static let at: UInt16 = 0x5728
  private static let locationLengths = 3...5

  private static func placeEndings(below area: AreaCode?) -> ScalarSet {
    guard let area else { return ScalarSet("镇乡") }
    if area.number.isMultiple(of: 10_000) { return ScalarSet("市州盟县区旗镇乡") }
    return area.isAboveCounty ? ScalarSet("市县区旗镇乡") : ScalarSet("镇乡")
  }

  /// The shortest and the longest name of a place, in characters.
  private static let placeLengths = 3...7
  /// Before the last character of a name they make a common noun: 社区, 城市, 乡镇.
  private static let commonBefore = ScalarSet("社园城地灾辖区小厂矿校景片郊库林牧山老新旧战疫禁特专超上门股都乡集回返家下故县市红")
  /// What no name of a place has in it: 推动全县, 年内各镇.
  private static let inNoPlace = ScalarSet("全各为本我该及和与或在对到使让向由给把将个级的了是有年从据者组")
  /// Behind the name of a place, they say what it does.
  private static let afterPlace = ScalarSet("则也还已共先的有为在对通率把将组筹投签发举开累全率首")

  private static func unions(in text: NormalisedText) -> [Int] {
    let (work, meet): (UInt16, UInt16) = (0x5DE5, 0x4F1A)
    var places: [Int] = []
    for place in text.scalars.indices.dropLast()
    where text.scalars[place] == work && text.scalars[place + 1] == meet {
      if text[place - 1] == total { places.append(place - 1) }
      places.append(place)
    }
    return places
  }

  /// The name of a place or firm before 总工会 or 工会.
  private func unionName(at start: Int, endings: ScalarSet) -> Range<Int>? {
    guard let end = firstUnion(after: start), Self.nameLengths.contains(end - start),
      !Self.noNames.contains(text[start]), text[start + 1] != Self.year,
      endings.contains(text[end - 1]),
      end - start > 2 || !Self.commonBefore.contains(text[start]),
      (start..<end).allSatisfy({ Sign.isHan(text[$0]) })
    else { return nil }
    return start..<end
  }

  private func firstUnion(after place: Int) -> Int? {
    var low = 0
    var high = unions.count
    while low < high {
      let middle = (low + high) / 2
      if unions[middle] <= place { low = middle + 1 } else { high = middle }
    }
    return low < unions.count ? unions[low] : nil
  }
}
