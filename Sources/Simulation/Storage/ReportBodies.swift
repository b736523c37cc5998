internal import Reports
internal import SyncProtocol

/// What simulated offices report: few keys and ever new values, so that an entry that is lost,
/// doubled or out of its turn shows in the dataset.
enum ReportBodies {
  /// A body as it goes into an entry, and what it changes; nil where nobody can read it.
  struct Body {
    let bytes: [UInt8]
    let delta: Delta?
  }

  /// The areas that simulated nodes speak for.
  static let areas = ([220_802, 220_821, 220_822, 220_881, 220_882] + Array(220_101...220_119)).map
  {
    (number: UInt32) in
    guard let code = AreaCode(number: number) else { preconditionFailure("\(number) is no area") }
    return code
  }

  private static let indicators = ["relief.winter.households", "relief.winter.amount", "members"]

  /// The body of an area's report, another one for each number.
  ///
  /// Some are poison: bytes that are no delta, or a delta of another area. Some carry fields of a
  /// version to come.
  static func body(of area: AreaCode, number: Int) -> Body {
    switch number % 29 {
    case 7: return Body(bytes: [0xFF, UInt8(truncatingIfNeeded: number)], delta: nil)
    case 19:
      let foreign = areas[area == areas[0] ? 1 : 0]
      return Body(bytes: delta(of: foreign, number: number).encoded, delta: nil)
    case 3, 13, 23:
      let delta = delta(of: area, number: number)
      return Body(bytes: delta.encoded + unknownField, delta: delta)
    default:
      let delta = delta(of: area, number: number)
      return Body(bytes: delta.encoded, delta: delta)
    }
  }

  /// Field 2000 of protobuf's wire type 0, which no version has yet.
  static let unknownField: [UInt8] = [0x80, 0x7D, 0x2A]

  private static func delta(of area: AreaCode, number: Int) -> Delta {
    let report = ReportID(area: area, period: .year(2_014 + number % 3))
    let key = key(report: report, number: number)
    let isRetracting = number % 11 == 10
    return Delta(
      report: report, document: document(of: report, number: number), catalogueVersion: "1",
      puts: isRetracting ? [] : [observation(key, value: number)],
      retracts: isRetracting ? [key] : [],
      retractReasons: isRetracting ? note(number).map { [.init(key: key, note: $0)] } ?? [] : [])
  }

  /// What a person says about every third figure.
  private static func note(_ number: Int) -> CorrectionNote? {
    number % 3 == 0
      ? CorrectionNote(author: "统计员", correctedAtMs: Int64(number), reason: "第\(number)次核对") : nil
  }

  private static func key(report: ReportID, number: Int) -> ObservationKey {
    ObservationKey(
      period: report.period,
      indicator: IndicatorCode(rawValue: indicators[number / 3 % indicators.count]),
      part: number % 2 == 0 ? nil : "女", unit: .persons)
  }

  /// Several entries come from one document, as several figures of a snapshot do.
  private static func document(of report: ReportID, number: Int) -> DocumentReference {
    DocumentReference(
      name: "\(report.period).txt", sha256: String(repeating: "ab", count: 32),
      revision: 1 + number / 10)
  }

  private static func observation(_ key: ObservationKey, value: Int) -> Observation {
    let read = FigureAsRead(
      period: key.period, indicator: key.indicator, part: nil, value: 1, qualifier: .over,
      writtenUnit: .persons, writtenScale: 0)
    return Observation(
      key: key, value: FixedDecimal(value), qualifier: .exact, writtenUnit: .persons,
      writtenScale: 0,
      evidence: Evidence(
        mention: "\(value)人", start: 0, end: 3, sentence: "共\(value)人。", offsetInSentence: 1),
      correction: note(value).map { AppliedCorrection(note: $0, read: read) })
  }

  /// A body that takes most of what a body may take, and that nobody can read.
  static func heavyBody(number: Int) -> Body {
    Body(
      bytes: [0xFF] + [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: 200 * 1_024),
      delta: nil)
  }
}
