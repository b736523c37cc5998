import Reports

/// Finds the figures of a text: numerals with measure word and qualifier, shares, ranges, zeros.
///
/// Dates, ordinals, names, codes and idioms are passed over.
struct FigureScanner {
  private let text: NormalisedText
  private let measures: MeasureTable
  private let numerals: NumeralReader
  private var names: NameRanges
  private var found: [Figure] = []

  static func scan(
    _ text: NormalisedText, times: [TimeExpression], measures: MeasureTable
  ) -> [Figure] {
    var scanner = FigureScanner(text: text, measures: measures)
    scanner.run(times)
    return scanner.found
  }

  private init(text: NormalisedText, measures: MeasureTable) {
    self.text = text
    self.measures = measures
    numerals = NumeralReader(text)
    names = NameRanges(text)
  }

  enum Character {
    static let ordinal: UInt16 = 0x7B2C
    /// 十五届三次全会 has no three of anything.
    static let session: UInt16 = 0x5C4A
    static let zero: UInt16 = 0x96F6
    static let hundred: UInt16 = 0x767E
    static let two: UInt16 = 0x4E8C
    static let some: UInt16 = 0x6570
    static let countedBeforeSome = ScalarSet("人总次户件份个家")
    static let fraction: [UInt16] = [0x5206, 0x4E4B]
    /// 多 and 余.
    static func isOver(_ scalar: UInt16) -> Bool { scalar == 0x591A || scalar == 0x4F59 }
    static let half: UInt16 = 0x534A
    static let beforeDuration = ScalarSet("续达时了满休行业单干守作班工校路龄病症茶岗展")
    static let afterDuration = ScalarSet("来内间级前后期度以之货规计行攻初底末中制检")
    static let tenth: UInt16 = 0x6210
    /// 三成立 and the like say no tenths.
    static let afterTenth = ScalarSet("立员功本果为了长绩人年都交型就品套效不新熟对群")
    /// 初 before a day of the moon's month.
    static let first: UInt16 = 0x521D
    static let rivers = ScalarSet("河江峡湖沟岭子屯堡")
    static let month: UInt16 = 0x6708
    static let counties = ScalarSet("县旗州")
    /// 三个县, 两家县级医院 count.
    static let countedPlaces = ScalarSet("个家所座处名位类级种批项次期场")
    static let front: UInt16 = 0x524D
    /// 头 before a number of months.
    static let head: UInt16 = 0x5934
    /// Before 前: 目前15个月, 之前三名.
    static let beforeFront = ScalarSet("目之以日此提事会节赛")
    /// Between the ends of a range: 至 and 到 too.
    static func isUntil(_ scalar: UInt16) -> Bool {
      scalar == Sign.dash || scalar == Sign.tilde || scalar == 0x81F3 || scalar == 0x5230
    }
    static let oneOf: [UInt16] = [0x4E4B, 0x4E00]
  }

  private mutating func run(_ times: [TimeExpression]) {
    var place = 0
    var time = 0
    while place < text.count {
      while time < times.count, times[time].range.upperBound <= place { time += 1 }
      if time < times.count, times[time].range.contains(place) {
        place = times[time].range.upperBound
        continue
      }
      guard NumeralReader.begins(with: text.scalars[place]) else {
        place += 1
        continue
      }
      if let figure = figure(at: place) {
        found.append(figure)
        place = figure.range.upperBound
      } else {
        place = numerals.end(of: place)
      }
    }
  }

  private mutating func figure(at place: Int) -> Figure? {
    if text[place] == Character.zero, let zero = zero(at: place) { return zero }
    guard !isCode(before: place) else { return nil }
    if text[place] == Character.hundred,
      MeasureTable.stands(Character.fraction, at: place + 1, of: text)
    {
      return share(at: place)
    }
    guard let numeral = numerals.numeral(at: place),
      !MeasureTable.stands(Character.fraction, at: numeral.range.upperBound, of: text),
      !isName(numeral)
    else { return nil }
    return range(from: numeral) ?? plain(numeral)
  }

  /// Whether what stands before makes the number an ordinal, a code or the rest of a formula.
  private func isCode(before place: Int) -> Bool {
    let scalar = text[place - 1]
    if scalar == Character.ordinal || scalar == Sign.plus
      || scalar == Sign.point
      || scalar == Sign.middleDot || Sign.isLatin(scalar)
    {
      return true
    }
    // 正月初四.
    if scalar == Character.first, ChineseDigits.isUnitOrDigit(text[place]) { return true }
    if scalar == Character.session, NumeralReader.begins(with: text[place - 2]) { return true }
    if scalar == Character.some, ChineseDigits.power(text[place]) != nil {
      // 数十人 says no number; 人数百余 does.
      return !Character.countedBeforeSome.contains(text[place - 2])
    }
    let isJoined = scalar == Sign.dash || scalar == Sign.slash
    return isJoined && (Sign.isDigit(text[place - 2]) || Sign.isLatin(text[place - 2]))
  }

  private mutating func isName(_ numeral: Numeral) -> Bool {
    if names.isTitle(numeral.range.lowerBound) { return true }
    // “9元观影” names an offer.
    let opensName = text[numeral.range.lowerBound - 1] == Sign.openQuote
    // “大干100天”劳动竞赛.
    if names.isQuoted(numeral.range.lowerBound), closesName(behind: numeral) { return true }
    return (numeral.isChinese || opensName) && names.isQuoted(numeral.range.lowerBound)
  }

  /// Whether a quotation ends right behind the measure word and a noun follows it.
  private func closesName(behind numeral: Numeral) -> Bool {
    guard let measure = unit(after: numeral) else { return false }
    let start = numeral.range.lowerBound
    return text[measure.end] == Sign.closeQuote && Sign.isHan(text[measure.end + 1])
      && (1...Self.nameReach).contains { text[start - $0] == Sign.openQuote }
  }

  /// How far before the number of such a name the quotation opens, in characters.
  private static let nameReach = 5

  /// 零上访: nothing happened.
  private func zero(at place: Int) -> Figure? {
    guard let (length, unit) = measures.zero(at: place + 1, of: text) else { return nil }
    return Figure(
      range: place..<(place + 1 + length), value: .zero, unit: unit, scale: 0, qualifier: .exact)
  }

  /// 百分之八十.
  private func share(at place: Int) -> Figure? {
    guard let numeral = numerals.numeral(at: place + 3) else { return nil }
    return finish(
      numeral, from: place, measure: (MeasureTable.percent, numeral.range.upperBound),
      isLoose: false)
  }

  /// 20至30人: from the lower number on. 2万元至10万元 are two figures.
  private func range(from first: Numeral) -> Figure? {
    var place = first.range.upperBound
    guard Character.isUntil(text[place]) else { return nil }
    place += 1
    if text[place] == Sign.dash { place += 1 }
    guard NumeralReader.begins(with: text[place]), let second = numerals.numeral(at: place),
      let (unit, end, _) = unit(after: second)
    else { return nil }
    var low = first.value
    if first.scale == 0, second.scale > 0,
      let shifted = low.shifted(byPowerOfTen: second.scale)
    {
      low = shifted
    }
    guard low < second.value else { return nil }
    let suffix = QualifierWords.qualifier(after: end, of: text)
    return Figure(
      range: first.range.lowerBound..<(suffix?.end ?? end), value: low, unit: unit,
      scale: second.scale, qualifier: .over)
  }

  /// 九成以上: tenths.
  private func tenths(_ numeral: Numeral) -> Figure? {
    let end = numeral.range.upperBound
    guard numeral.isChinese, numeral.range.count == 1, text[end] == Character.tenth,
      numeral.value > .zero, numeral.value < 10, !Character.afterTenth.contains(text[end + 1]),
      let value = numeral.value.shifted(byPowerOfTen: 1)
    else { return nil }
    var qualifier = Qualifier.exact
    var last = end + 1
    if Character.isOver(text[last]) {
      qualifier = .over
      last += 1
    }
    if let after = QualifierWords.qualifier(after: last, of: text) {
      (qualifier, last) = (after.qualifier, after.end)
    }
    var start = numeral.range.lowerBound
    if let before = QualifierWords.qualifier(before: start, of: text, isBarePower: false) {
      (qualifier, start) = (before.qualifier, before.start)
    }
    return Figure(
      range: start..<last, value: value, unit: MeasureTable.percent, scale: 0,
      qualifier: qualifier)
  }

  private func plain(_ numeral: Numeral) -> Figure? {
    if let tenths = tenths(numeral) { return tenths }
    guard text[numeral.range.upperBound] != Sign.plus,
      let (unit, end, isLoose) = unit(after: numeral)
    else { return nil }
    return finish(numeral, from: numeral.range.lowerBound, measure: (unit, end), isLoose: isLoose)
  }

  private func finish(
    _ numeral: Numeral, from start: Int, measure: (unit: MeasureTable.UnitNumber, end: Int),
    isLoose: Bool
  ) -> Figure? {
    var start = start
    var end = measure.end
    var qualifier: Qualifier = numeral.isOver ? .over : .exact
    if text.scalars[numeral.range.upperBound..<end].contains(where: Character.isOver) {
      qualifier = .over
    }
    if let before = QualifierWords.qualifier(
      before: start, of: text, isBarePower: numeral.isBarePower),
      // 80%以上万元: what belongs to the figure before is none of this one's.
      before.start >= found.last?.range.upperBound ?? 0
    {
      start = before.start
      if qualifier == .exact { qualifier = before.qualifier }
    }
    if let after = QualifierWords.qualifier(after: end, of: text) {
      end = after.end
      if after.qualifier != .exact { qualifier = after.qualifier }
    }
    guard isCounted(numeral, qualifier: qualifier, measureEnd: measure.end, isLoose: isLoose),
      !isPlaceName(numeral, measureEnd: measure.end),
      !isRank(from: numeral.range.lowerBound, unit: measure.unit),
      measure.unit != MeasureTable.years || isDuration(from: start, to: measure.end),
      !isSize(unit: measure.unit, from: measure.end, to: end)
    else { return nil }
    return Figure(
      range: start..<end, value: numeral.value, unit: measure.unit, scale: numeral.scale,
      qualifier: qualifier)
  }

  /// The measure word behind a number, and where it ends.
  private func unit(
    after numeral: Numeral
  ) -> (unit: MeasureTable.UnitNumber, end: Int, isLoose: Bool)? {
    var place = numeral.range.upperBound
    if text[place] == Sign.space { place += 1 }
    if text[place] == Sign.percent { return (MeasureTable.percent, place + 1, false) }
    if let measure = measures.measure(at: place, of: text) {
      let end = place + measure.length
      if measure.isPiece {
        // 2个多月, 3个半小时: the measure word stands behind the qualifier.
        let isSplit = Character.isOver(text[end]) || text[end] == Character.half
        if isSplit, text[end + 1] == Character.month {
          return (MeasureTable.months, end + 2, false)
        }
        if isSplit, let inner = measures.measure(at: end + 1, of: text), measures.isTime(inner.unit)
        {
          return (inner.unit, end + 1 + inner.length, false)
        }
      }
      return (measure.unit, end, measure.isLoose)
    }
    guard numeral.isOver || numeral.scale > 0 else { return nil }
    // 会员22.3万, 500余职工: the noun beside it says what is counted.
    return measures.bareUnit(around: numeral.range, of: text).map {
      ($0, numeral.range.upperBound, false)
    }
  }

  /// Whether a number with measure word counts something, or is part of a name or an idiom.
  private func isCounted(
    _ numeral: Numeral, qualifier: Qualifier, measureEnd: Int, isLoose: Bool
  ) -> Bool {
    if numeral.isBarePower, qualifier == .exact { return false }
    if measures.isAbstract(at: measureEnd, of: text)
      || measures.isAbstract(at: numeral.range.lowerBound, of: text)
      || measures.isAbstract(at: numeral.range.upperBound, of: text)
    {
      return false
    }
    guard !numeral.isChinese || qualifier != .exact else {
      return !measures.isSlogan(at: measureEnd, of: text) && numeral.value > 1
        && !(isLoose && numeral.value < 10)
        && !(numeral.value == 2 && text[numeral.range.lowerBound] == Character.two)
    }
    return !isOneOfMany(after: measureEnd)
  }

  /// 连续7年, 干了12年: what something lasted; 近三年, 五年来, 三年行动 are times and names.
  private func isDuration(from start: Int, to end: Int) -> Bool {
    Character.beforeDuration.contains(text[start - 1])
      && !Character.afterDuration.contains(text[end])
  }

  /// 七台河, 三家子镇, 三台县: a name of a place that begins with a numeral.
  private func isPlaceName(_ numeral: Numeral, measureEnd: Int) -> Bool {
    numeral.isChinese && numeral.value < 10
      && measureEnd - numeral.range.upperBound == 1
      && (Character.rivers.contains(text[measureEnd])
        || Character.counties.contains(text[measureEnd])
          && !Character.countedPlaces.contains(text[measureEnd - 1]))
  }

  /// 前三名, 前11个月: no number of people, and a time.
  private func isRank(from start: Int, unit: MeasureTable.UnitNumber) -> Bool {
    text[start - 1] == Character.head && measures.isTime(unit)
      || text[start - 1] == Character.front && !Character.beforeFront.contains(text[start - 2])
        && (unit == MeasureTable.persons || measures.isTime(unit))
  }

  /// 百人以上企业 names a kind of employer and counts nobody.
  private func isSize(unit: MeasureTable.UnitNumber, from measureEnd: Int, to end: Int) -> Bool {
    guard unit == MeasureTable.persons, end > measureEnd else { return false }
    for place in end..<(end + Self.sizeReach) {
      if !Sign.isHan(text[place]) { return false }
      if Self.employers.contains(where: { MeasureTable.stands($0, at: place, of: text) }) {
        return true
      }
    }
    return false
  }

  /// How far behind a size the employers may stand: 的非公, 规模.
  private static let sizeReach = 5
  private static let employers = ["企业", "单位"].map { Array($0.utf16) }

  /// 40项举措之一 speaks of one, not of forty.
  private func isOneOfMany(after place: Int) -> Bool {
    for next in place..<min(place + 12, text.count) {
      if Sign.endsSentence(text.scalars[next]) || Sign.endsClause(text.scalars[next]) {
        return false
      }
      if MeasureTable.stands(Character.oneOf, at: next, of: text) { return true }
    }
    return false
  }
}
