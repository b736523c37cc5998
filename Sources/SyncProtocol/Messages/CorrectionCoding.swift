internal import FoundationEssentials
internal import Reports

extension WireCorrection {
  init(_ correction: AppliedCorrection) {
    note = .init(correction.note)
    read = .init(correction.read)
  }

  func decoded() throws(ProtocolError) -> AppliedCorrection {
    AppliedCorrection(note: try note.decoded(), read: try read.decoded())
  }
}

extension WireCorrectionNote {
  init(_ note: CorrectionNote) {
    author = note.author
    correctedAtMs = note.correctedAtMs
    reason = note.reason
  }

  func decoded() throws(ProtocolError) -> CorrectionNote {
    guard
      let note = CorrectionNote(author: author, correctedAtMs: correctedAtMs, reason: reason)
    else {
      throw ProtocolError(
        .malformedBody, "a correction's name or reason is empty, too long or has control characters"
      )
    }
    return note
  }
}

extension WireFigureAsRead {
  init(_ figure: FigureAsRead) {
    period = figure.period.description
    if let indicator = figure.indicator { self.indicator = indicator.rawValue }
    if let part = figure.part { self.part = part }
    value = figure.value.tenThousandths
    qualifier = .init(figure.qualifier)
    writtenUnit = figure.writtenUnit.rawValue
    writtenScale = UInt32(clamping: figure.writtenScale)
  }

  func decoded() throws(ProtocolError) -> FigureAsRead {
    guard let period = Period(period) else {
      throw ProtocolError(.malformedBody, "a corrected figure's period is no period")
    }
    let code = hasIndicator ? IndicatorCode(rawValue: indicator) : nil
    guard code?.isWellFormed != false else {
      throw ProtocolError(.malformedBody, "a corrected figure's indicator is no code")
    }
    return FigureAsRead(
      period: period, indicator: code,
      part: hasPart ? try checked(part, atMost: ObservationKey.maximumPartLength, "part") : nil,
      value: FixedDecimal(tenThousandths: value), qualifier: try qualifier.decoded(),
      writtenUnit: Unit(
        rawValue: try checked(writtenUnit, atMost: Unit.maximumLength, "written unit")),
      writtenScale: Int(min(writtenScale, 16)))
  }
}

extension WireRetractReason {
  init(_ reason: Delta.RetractReason) {
    key = .init(reason.key)
    note = .init(reason.note)
  }

  func decoded() throws(ProtocolError) -> Delta.RetractReason {
    Delta.RetractReason(key: try key.decoded(), note: try note.decoded())
  }
}
