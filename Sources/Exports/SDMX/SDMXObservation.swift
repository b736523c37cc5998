internal import Reports

/// One observation of the cube: its key, value and attributes, as they are written.
struct SDMXObservation {
  /// How a value came to be.
  enum Basis: String, CaseIterable {
    /// As an office's report states it.
    case stated = "STATED"
    /// As the city has computed it.
    case derived = "DERIVED"
  }

  /// From what a value was computed.
  enum Derivation: String, CaseIterable {
    case none = "_Z"
    case areas = "AREAS"
    case periods = "PERIODS"
    case parts = "PARTS"
  }

  let area: AreaCode
  let indicator: IndicatorCode
  let part: String?
  let unit: Unit
  let basis: Basis
  let period: Period
  /// Nil where it is missing.
  let value: FixedDecimal?
  let bounds: Bounds?
  /// The power of ten that the value is written in.
  let scale: Int
  let nature: IndicatorNature
  let status: String
  var qualifier: Qualifier?
  var review: ReviewState.Standing?
  var derivation = Derivation.none
  var missing: [AreaCode] = []
  var comment = ""
}

/// The observations of an export: what reports state, what was computed of it, and what is missing.
struct SDMXObservations {
  private(set) var list: [SDMXObservation] = []
  private let data: ExportData

  init(_ data: ExportData) {
    self.data = data
    addStated()
    for year in data.years {
      for total in data.totals(of: year) { addTotal(total) }
    }
  }

  private struct Cell: Hashable {
    let area: AreaCode
    let key: ObservationKey
  }

  /// One figure a cell: the one that counts, else that of the annual narrative, else the first.
  private mutating func addStated() {
    func rank(_ figure: Figure) -> Int {
      figure.isCounted ? 0 : figure.row.report.series == .annual ? 1 : 2
    }
    var places: [Cell: Int] = [:]
    var chosen: [Figure] = []
    for figure in data.figures {
      let cell = Cell(area: figure.row.report.area, key: figure.row.observation.key)
      if let place = places[cell] {
        if rank(figure) < rank(chosen[place]) { chosen[place] = figure }
      } else {
        places[cell] = chosen.count
        chosen.append(figure)
      }
    }
    list += chosen.map(stated)
  }

  private func stated(_ figure: Figure) -> SDMXObservation {
    let observation = figure.row.observation
    let key = observation.key
    let document = figure.row.document
    let scale = [4, 8].contains(observation.writtenScale) ? observation.writtenScale : 0
    let isExact = observation.bounds.lower == observation.bounds.upper
    let status = isExact ? (figure.review.standing == .reviewed ? "A" : "V") : "E"
    let conflict = figure.conflict == .open ? "（各报告不一致，待解决）" : ""
    let correction = Provenance(of: figure, in: data).correctionZh
    return SDMXObservation(
      area: figure.row.report.area, indicator: key.indicator, part: key.part, unit: key.unit,
      basis: .stated, period: key.period, value: observation.value, bounds: observation.bounds,
      scale: scale, nature: nature(key), status: status, qualifier: observation.qualifier,
      review: figure.review.standing,
      comment: "原文：\(observation.evidence.sentence)｜文件：\(document.name) 第\(document.revision)版"
        + conflict + (correction.isEmpty ? "" : "｜\(correction)"))
  }

  private func nature(_ key: ObservationKey) -> IndicatorNature {
    key.unit == .percent ? .rate : data.indicators[key.indicator]?.nature ?? .flow
  }

  private mutating func addTotal(_ total: Total) {
    for share in total.shares + (total.parentShare.map { [$0] } ?? []) {
      addDerived(share, of: total)
    }
    for missing in total.missing { list.append(absent(missing, of: total)) }
    guard let city = data.city, let value = total.value, let bounds = total.bounds else { return }
    let isWhole = total.missing.isEmpty && total.partial.isEmpty
    let isExact = bounds.lower == bounds.upper
    let isReviewed = total.shares.allSatisfy(\.effective.isReviewed)
    list.append(
      SDMXObservation(
        area: city.code, indicator: total.topic.indicator, part: nil, unit: total.unit,
        basis: .derived, period: .year(total.topic.year), value: value, bounds: bounds, scale: 0,
        nature: total.nature, status: !isWhole ? "P" : !isExact ? "E" : isReviewed ? "A" : "V",
        derivation: .areas, missing: total.missing.map(\.area),
        comment: "合计：\(total.shares.count)/\(total.shares.count + total.missing.count)"))
  }

  /// What was summed up over periods or parts; what a report states stands there already.
  private mutating func addDerived(_ share: Total.Share, of total: Total) {
    let effective = share.effective
    guard effective.basis != .stated else { return }
    let isExact = effective.bounds.lower == effective.bounds.upper
    let isWhole = total.nature != .flow || effective.coveredMonths.isWholeYear
    list.append(
      SDMXObservation(
        area: share.area, indicator: total.topic.indicator, part: nil, unit: total.unit,
        basis: .derived, period: .year(total.topic.year), value: effective.value,
        bounds: effective.bounds, scale: 0, nature: total.nature,
        status: !isWhole ? "P" : !isExact ? "E" : effective.isReviewed ? "A" : "V",
        derivation: effective.basis == .periods ? .periods : .parts,
        comment: isWhole ? "" : "分期不足全年"))
  }

  /// `L` where nothing came from the office, though it has the figures; `O` where its report does not
  /// have this one.
  private func absent(_ missing: Total.Missing, of total: Total) -> SDMXObservation {
    SDMXObservation(
      area: missing.area, indicator: total.topic.indicator, part: nil, unit: total.unit,
      basis: .derived, period: .year(total.topic.year), value: nil, bounds: nil, scale: 0,
      nature: total.nature, status: missing.reason == .neverReported ? "L" : "O",
      comment: missing.reason.sentenceZh)
  }
}

/// An observation as a record of SDMX-CSV 2.0.
enum SDMXRecord {
  static let heading = CSVRecord.line(
    ["STRUCTURE", "STRUCTURE_ID", "ACTION"] + SDMXComponent.all.map(\.id))

  static func line(_ observation: SDMXObservation) -> String {
    CSVRecord.line(
      ["dataflow", SDMXStructure.dataflow, "I"] + SDMXComponent.all.map { $0.value(observation) })
  }
}
