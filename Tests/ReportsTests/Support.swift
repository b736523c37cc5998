import Reports

/// A number that the test's author has written correctly.
func decimal(_ text: String) -> FixedDecimal {
  guard let value = FixedDecimal(text) else { preconditionFailure("'\(text)' is no decimal") }
  return value
}

func area(_ number: UInt32) -> AreaCode {
  guard let code = AreaCode(number: number) else { preconditionFailure("\(number) is no area") }
  return code
}

func series(_ name: String) -> ReportSeries {
  guard let series = ReportSeries(rawValue: name) else {
    preconditionFailure("'\(name)' is no series")
  }
  return series
}

func key(
  _ indicator: String = "relief.winter.households", _ period: Period = .year(2017),
  part: String? = nil, unit: String = "户"
) -> ObservationKey {
  ObservationKey(
    period: period, indicator: IndicatorCode(rawValue: indicator), part: part,
    unit: Unit(rawValue: unit))
}

func observation(
  _ key: ObservationKey, _ value: FixedDecimal, _ qualifier: Qualifier = .exact, at start: Int = 0,
  status: ObservationStatus = .unreviewed
) -> Observation {
  Observation(
    key: key, value: value, qualifier: qualifier, writtenUnit: key.unit, writtenScale: 0,
    status: status,
    evidence: Evidence(
      mention: "\(value)\(key.unit)", start: start, end: start + 3,
      sentence: "\(value)\(key.unit)。",
      offsetInSentence: 0))
}

func document(revision: Int = 1) -> DocumentReference {
  DocumentReference(
    name: "report.txt", sha256: String(repeating: "0", count: 64), revision: revision)
}

func row(
  _ key: ObservationKey, _ value: FixedDecimal, _ qualifier: Qualifier = .exact,
  of report: ReportID = ReportID(area: area(220_821), period: .year(2017))
) -> Dataset.Row {
  Dataset.Row(report: report, observation: observation(key, value, qualifier), document: document())
}

func delta(
  _ report: ReportID, puts: [Observation] = [], retracts: [ObservationKey] = []
) -> Delta {
  Delta(
    report: report, document: document(), catalogueVersion: "1", puts: puts, retracts: retracts)
}
