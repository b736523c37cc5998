internal import Foundation
internal import Reports

/// A figure with its evidence, flat, for programs.
struct ObservationRecord: Encodable {
  let area: String
  let areaName: String
  let period: String
  let indicator: String
  let indicatorName: String
  let part: String?
  let value: String
  let lower: String
  let upper: String
  let unit: String
  let writtenUnit: String
  let writtenScale: Int
  let qualifier: String
  let status: String
  let isCounted: Bool
  let conflict: String
  let mention: String
  let sentence: String
  let start: Int
  let end: Int
  let report: String
  let document: String
  let sha256: String
  let revision: Int
  let received: String?
  let correctedBy: String?
  let corrected: String?
  let correctionReason: String?
  /// What the parser had read before it was corrected.
  let readPeriod: String?
  let readIndicator: String?
  let readPart: String?
  let readValue: String?
  let reviewedBy: String?
  let reviewed: String?
  let reviewReason: String?

  init(_ figure: Figure, in data: ExportData) {
    let (row, observation) = (figure.row, figure.row.observation)
    area = row.report.area.description
    areaName = data.areas.name(of: row.report.area)
    period = observation.key.period.description
    indicator = observation.key.indicator.rawValue
    indicatorName = data.name(of: observation.key.indicator)
    part = observation.key.part
    value = observation.value.description
    lower = observation.bounds.lower.description
    upper = observation.bounds.upper.description
    unit = observation.key.unit.rawValue
    writtenUnit = observation.writtenUnit.rawValue
    writtenScale = observation.writtenScale
    qualifier = observation.qualifier.rawValue
    status = figure.review.standing.rawValue
    isCounted = figure.isCounted
    conflict = figure.conflict.rawValue
    mention = observation.evidence.mention
    sentence = observation.evidence.sentence
    start = observation.evidence.start
    end = observation.evidence.end
    report = row.report.description
    document = row.document.name
    sha256 = row.document.sha256
    revision = row.document.revision
    received = data.receivedMs(of: row).map { Timestamp(milliseconds: $0).iso }
    let (note, read) = (observation.correction?.note, observation.correction?.read)
    correctedBy = note?.author
    corrected = note.map { Timestamp(milliseconds: $0.correctedAtMs).iso }
    correctionReason = note?.reason
    readPeriod = read?.period.description
    readIndicator = read?.indicator?.rawValue
    readPart = read?.part
    readValue = read?.value.description
    let review = figure.review.review
    reviewedBy = review?.person
    reviewed = review.map { Timestamp(milliseconds: $0.atMs).iso }
    reviewReason = review?.reason
  }

  static let fieldNames = [
    "area", "areaName", "period", "indicator", "indicatorName", "part", "value", "lower", "upper",
    "unit", "writtenUnit", "writtenScale", "qualifier", "status", "isCounted", "conflict",
    "mention",
    "sentence", "start", "end", "report", "document", "sha256", "revision", "received",
    "correctedBy", "corrected", "correctionReason", "readPeriod", "readIndicator", "readPart",
    "readValue", "reviewedBy", "reviewed", "reviewReason",
  ]

  /// The fields in the order of ``fieldNames``.
  var fields: [String] {
    [
      area, areaName, period, indicator, indicatorName, part ?? "", value, lower, upper, unit,
      writtenUnit, "\(writtenScale)", qualifier, status, isCounted ? "1" : "0", conflict, mention,
      sentence, "\(start)", "\(end)", report, document, sha256, "\(revision)", received ?? "",
    ] + provenance.map { $0 ?? "" }
  }

  private var provenance: [String?] {
    [
      correctedBy, corrected, correctionReason, readPeriod, readIndicator, readPart, readValue,
      reviewedBy, reviewed, reviewReason,
    ]
  }

  /// The figure as one line of JSON, its keys in order.
  var json: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let bytes = try? encoder.encode(self) else {
      preconditionFailure("Strings and numbers are always JSON")
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
