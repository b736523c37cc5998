internal import ReportParsing
internal import Reports
internal import Storage
internal import Web

/// A document as it was read, before anybody's corrections.
struct ReadDocument: Sendable {
  /// The name of its file, without folders.
  let name: String
  /// The SHA-256 of its bytes, in lower-case hexadecimal.
  let sha256: String
  /// Which report it is.
  let report: ReportID
  /// The day to which 去年 and 今年 refer.
  let readAsOf: CalendarDate
  /// The text that was read.
  let text: String
  /// What it states.
  let parsed: ParsedReport
  /// The catalogue that it was read with.
  let catalogue: Catalogue

  /// Whether it states anything for its area, whatever was corrected.
  var statesAnything: Bool {
    parsed.quantities.contains { $0.area == report.area && $0.key(in: catalogue) != nil }
  }

  /// The document with what people decided about it.
  func checked(with corrections: [Correction]) -> CheckedDocument {
    CheckedDocument(self, corrections)
  }
}

/// A document as it was read and corrected: what would be published.
struct CheckedDocument: Sendable {
  private let document: ReadDocument
  private let corrected: CorrectedReport
  private let corrections: [Correction]
  /// What it states for its area, sorted by key.
  let observations: [Observation]
  /// What a person should look at.
  let warnings: [ReviewWarning]

  fileprivate init(_ document: ReadDocument, _ corrections: [Correction]) {
    self.document = document
    self.corrections = corrections
    corrected = CorrectedReport(applying: corrections, to: document.parsed)
    (observations, warnings) = corrected.report.observations(
      for: document.report.area, catalogue: document.catalogue)
  }

  /// Corrections whose words are gone from the document.
  var lostCorrections: [Correction] { corrected.lost }

  /// How the journal takes it.
  var reading: NodeJournal.Reading {
    NodeJournal.Reading(
      report: document.report, documentName: document.name, sha256: document.sha256,
      catalogueVersion: document.catalogue.version, readAsOf: document.readAsOf,
      observations: observations,
      retractReasons: corrected.reasons(for: document.report.area, catalogue: document.catalogue))
  }

  /// Every figure of the document, in the order of its text.
  var figures: [ReadFigure] {
    let decisions = Dictionary(corrections.map { ($0.anchor, $0) }, uniquingKeysWith: { $1 })
    let stated = Dictionary(
      observations.map { ($0.key, $0.evidence.start) }, uniquingKeysWith: { first, _ in first })
    return zip(document.parsed.quantities, document.parsed.anchors).map { quantity, anchor in
      let decision = decisions[anchor]
      let now = decision.map { quantity.corrected(by: $0) } ?? quantity
      return ReadFigure(
        mention: quantity.mention, span: quantity.span, sentence: quantity.sentence,
        read: quantity.figure, now: (now ?? quantity).figure,
        standing: standing(of: now, stated), correction: decision)
    }
  }

  private func standing(
    of quantity: Quantity?, _ stated: [ObservationKey: Int]
  ) -> ReadFigure.Standing {
    guard let quantity else { return .dropped }
    guard quantity.area == document.report.area else { return .otherArea(quantity.area) }
    guard let key = quantity.key(in: document.catalogue) else { return .uncoded }
    return stated[key] == quantity.span.lowerBound ? .stated : .repeated
  }
}
