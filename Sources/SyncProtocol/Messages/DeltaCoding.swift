internal import FoundationEssentials
public import Reports
internal import SwiftProtobuf

extension Delta {
  /// The protobuf body of the delta.
  public var encoded: [UInt8] {
    let body = WireDeltaBody.with {
      $0.report = .init(report)
      $0.document = .init(document)
      $0.catalogueVersion = catalogueVersion
      $0.puts = puts.map(WireObservation.init)
      $0.retracts = retracts.map(WireObservationKey.init)
      $0.retractReasons = retractReasons.map(WireRetractReason.init)
    }
    return body.encodedBytes
  }

  /// Reads a delta out of a body.
  ///
  /// - Throws: ``ProtocolError/Code/malformedBody`` where it is none, where a text is longer than
  ///   allowed, or where a count passes ``Delta/maximumObservations``.
  public init(decoding bytes: [UInt8]) throws(ProtocolError) {
    let body = try WireDeltaBody(decodingBytes: bytes)
    guard body.puts.count <= Delta.maximumObservations,
      body.retracts.count <= Delta.maximumObservations,
      body.retractReasons.count <= Delta.maximumObservations
    else { throw ProtocolError(.malformedBody, "the delta has too many observations") }
    var puts: [Observation] = []
    var retracts: [ObservationKey] = []
    for put in body.puts { puts.append(try put.decoded()) }
    for key in body.retracts { retracts.append(try key.decoded()) }
    var reasons: [Delta.RetractReason] = []
    for reason in body.retractReasons { reasons.append(try reason.decoded()) }
    self.init(
      report: try body.report.decoded(), document: try body.document.decoded(),
      catalogueVersion: try checked(body.catalogueVersion, atMost: 64, "catalogue version"),
      puts: puts, retracts: retracts, retractReasons: reasons)
  }
}

extension Message {
  /// The bytes of a message that was made by this code and thus can always be written.
  var encodedBytes: [UInt8] {
    do {
      return try serializedBytes()
    } catch {
      preconditionFailure("A message without required fields always encodes: \(error)")
    }
  }

  /// Reads a message from the network.
  init(decodingBytes bytes: [UInt8]) throws(ProtocolError) {
    do {
      // Nesting is at most five deep in the schema; a hostile body must not go deeper.
      var options = BinaryDecodingOptions()
      options.messageDepthLimit = 8
      try self.init(serializedBytes: bytes, options: options)
    } catch {
      throw ProtocolError(.malformedBody, "the body is not a \(Self.protoMessageName)")
    }
  }
}

/// A text from the network, held against its limit in bytes of UTF-8.
func checked(
  _ text: String, atMost limit: Int, _ name: String
) throws(ProtocolError) -> String {
  guard text.utf8.count <= limit else {
    throw ProtocolError(.malformedBody, "the \(name) is longer than \(limit) bytes")
  }
  return text
}

extension WireReportId {
  init(_ report: ReportID) {
    area = report.area.number
    period = report.period.description
    series = report.series.rawValue
  }

  func decoded() throws(ProtocolError) -> ReportID {
    guard let area = AreaCode(number: area), let period = Period(period),
      let series = ReportSeries(rawValue: series)
    else { throw ProtocolError(.malformedBody, "the report's area, period or series is no such") }
    return ReportID(area: area, period: period, series: series)
  }
}

extension WireDocument {
  init(_ document: DocumentReference) {
    name = document.name
    sha256 = document.sha256
    revision = UInt32(clamping: document.revision)
  }

  func decoded() throws(ProtocolError) -> DocumentReference {
    DocumentReference(
      name: try checked(name, atMost: DocumentReference.maximumNameLength, "document's name"),
      sha256: try checked(sha256, atMost: 64, "document's hash"), revision: Int(revision))
  }
}

extension WireObservationKey {
  init(_ key: ObservationKey) {
    period = key.period.description
    indicator = key.indicator.rawValue
    if let part = key.part { self.part = part }
    unit = key.unit.rawValue
  }

  func decoded() throws(ProtocolError) -> ObservationKey {
    guard let period = Period(period) else {
      throw ProtocolError(.malformedBody, "an observation's period is no period")
    }
    let indicator = IndicatorCode(rawValue: indicator)
    guard indicator.isWellFormed else {
      throw ProtocolError(.malformedBody, "an observation's indicator is no code")
    }
    return ObservationKey(
      period: period, indicator: indicator,
      part: hasPart ? try checked(part, atMost: ObservationKey.maximumPartLength, "part") : nil,
      unit: Unit(rawValue: try checked(unit, atMost: Unit.maximumLength, "unit")))
  }
}

extension WireObservation {
  init(_ observation: Observation) {
    key = .init(observation.key)
    value = observation.value.tenThousandths
    qualifier = .init(observation.qualifier)
    writtenUnit = observation.writtenUnit.rawValue
    writtenScale = UInt32(clamping: observation.writtenScale)
    status = observation.status == .reviewed ? .reviewed : .unreviewed
    evidence = .init(observation.evidence)
    if let correction = observation.correction { self.correction = .init(correction) }
  }

  func decoded() throws(ProtocolError) -> Observation {
    Observation(
      key: try key.decoded(), value: FixedDecimal(tenThousandths: value),
      qualifier: try qualifier.decoded(),
      writtenUnit: Unit(
        rawValue: try checked(writtenUnit, atMost: Unit.maximumLength, "written unit")),
      writtenScale: Int(min(writtenScale, 16)),
      status: status == .reviewed ? .reviewed : .unreviewed, evidence: try evidence.decoded(),
      correction: hasCorrection ? try correction.decoded() : nil)
  }
}

extension WireQualifier {
  init(_ qualifier: Qualifier) {
    switch qualifier {
    case .exact: self = .exact
    case .over: self = .over
    case .near: self = .near
    case .about: self = .about
    }
  }

  func decoded() throws(ProtocolError) -> Qualifier {
    switch self {
    case .exact: .exact
    case .over: .over
    case .near: .near
    case .about: .about
    case .UNRECOGNIZED:
      throw ProtocolError(.malformedBody, "an observation's qualifier is not known")
    }
  }
}

extension WireEvidence {
  init(_ evidence: Evidence) {
    mention = evidence.mention
    start = UInt32(clamping: evidence.start)
    end = UInt32(clamping: evidence.end)
    sentence = evidence.sentence
    offsetInSentence = UInt32(clamping: evidence.offsetInSentence)
  }

  func decoded() throws(ProtocolError) -> Evidence {
    // A scalar takes at most four bytes.
    let limit = 4 * Evidence.maximumSentenceLength
    return Evidence(
      mention: try checked(mention, atMost: limit, "mention"), start: Int(start), end: Int(end),
      sentence: try checked(sentence, atMost: limit, "sentence"),
      offsetInSentence: Int(offsetInSentence))
  }
}
