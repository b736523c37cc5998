public import Reports

/// A parsed report as people have corrected it.
public struct CorrectedReport: Sendable {
  /// What it states now: corrected quantities in their places, dropped ones left out.
  public let report: ParsedReport
  /// The corrections whose words are in the report.
  public let applied: [Correction]
  /// Those whose words are gone from it: they change nothing, and are kept.
  public let lost: [Correction]
  private let departures: [Departure]

  /// A quantity as it was read where it no longer stands so.
  private struct Departure {
    let read: Quantity
    let note: CorrectionNote
  }

  /// Applies corrections to a report; of several for the same words the last counts.
  ///
  /// - Parameters:
  ///   - corrections: Those of this report, whatever else their `report` says.
  ///   - parsed: The report as it was read.
  public init(applying corrections: [Correction], to parsed: ParsedReport) {
    guard !corrections.isEmpty else {
      (report, applied, lost, departures) = (parsed, [], [], [])
      return
    }
    let byAnchor = Dictionary(corrections.map { ($0.anchor, $0) }, uniquingKeysWith: { $1 })
    var quantities: [Quantity] = []
    var departures: [Departure] = []
    var found: Set<FigureAnchor> = []
    for (quantity, anchor) in zip(parsed.quantities, parsed.anchors) {
      guard let correction = byAnchor[anchor] else {
        quantities.append(quantity)
        continue
      }
      found.insert(anchor)
      departures.append(Departure(read: quantity, note: correction.note))
      if let corrected = quantity.corrected(by: correction) { quantities.append(corrected) }
    }
    report = ParsedReport(parsed, stating: quantities)
    applied = corrections.filter { found.contains($0.anchor) && byAnchor[$0.anchor] == $0 }
    lost = corrections.filter { !found.contains($0.anchor) && byAnchor[$0.anchor] == $0 }
    self.departures = departures
  }

  /// Why an area's figures are no longer stated under the keys under which they were read.
  public func reasons(
    for area: AreaCode, catalogue: Catalogue
  ) -> [ObservationKey: CorrectionNote] {
    var reasons: [ObservationKey: CorrectionNote] = [:]
    for departure in departures where departure.read.area == area {
      if let key = departure.read.key(in: catalogue) { reasons[key] = departure.note }
    }
    return reasons
  }
}

extension Quantity {
  /// The quantity as a correction makes it; nil where it is dropped.
  public func corrected(by correction: Correction) -> Quantity? {
    let change: FigureChange
    switch correction.change {
    case .drop: return nil
    case .asRead: change = FigureChange()
    case .figure(let stated): change = stated
    }
    let part =
      switch change.part {
      case nil: self.part
      case .total: nil as String?
      case .part(let label): label
      }
    return Quantity(
      area: area, period: change.period ?? period, indicator: change.indicator ?? indicator,
      part: part, value: change.figure?.value ?? value, unit: change.figure?.unit ?? unit,
      scale: change.figure?.scale ?? scale, qualifier: change.figure?.qualifier ?? qualifier,
      mention: mention, span: span, sentence: sentence, decision: decision,
      correction: AppliedCorrection(note: correction.note, read: figure))
  }

  /// What it says, without its place.
  public var figure: FigureAsRead {
    FigureAsRead(
      period: period, indicator: indicator, part: part, value: value, qualifier: qualifier,
      writtenUnit: unit, writtenScale: scale)
  }

  /// The address of the observation that it makes; nil where no indicator of the catalogue fits.
  public func key(in catalogue: Catalogue) -> ObservationKey? {
    guard let code = indicator, let indicator = catalogue.indicators[code] else { return nil }
    return ObservationKey(
      period: period, indicator: code, part: part, unit: indicator.countingUnit(for: unit))
  }
}
