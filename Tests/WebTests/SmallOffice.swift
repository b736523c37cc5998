import Reports
import Synchronization
import Web

/// An office without a daemon: a text is read by what stands in it, word for word.
final class SmallOffice: OfficeData {
  let area = AreaCode.zhenlai
  let areas = AreaList.builtIn
  let maximumDocumentBytes = 64 * 1024
  let indicators = IndicatorList([
    Indicator(
      code: .recipients, nameZh: "送温暖慰问人数", nameEn: "People visited in winter",
      unit: .persons, nature: .flow),
    Indicator(
      code: .rate, nameZh: "建会率", nameEn: "Share of employers with a union", unit: .percent,
      nature: .rate),
    Indicator(
      code: IndicatorCode(rawValue: "org.members"), nameZh: "工会会员数", nameEn: "Members",
      unit: .persons, nature: .stock),
  ])

  /// What a person is told.
  struct Refusal: ExplainedError {
    let messageZh: String
    let messageEn: String
    var fault = Fault.request
  }

  /// A document that was handed in.
  struct Opened: Equatable {
    let bytes: [UInt8]
    let name: String
    let options: DocumentOptions
  }

  struct State {
    var opened: [Draft.ID: Opened] = [:]
    var requests: [CorrectionRequest] = []
    var corrections: [FigureAnchor: Correction] = [:]
    var history: [Correction] = []
    var published: PublishedReport?
    var stated: [Observation] = []
    var deliveries = [
      Delivery(
        endpoint: "tcp://127.0.0.1:5560", state: "live", acknowledged: 0, lag: 0, lastError: nil)
    ]
    var lastRejected: String?
    var lost: [Correction] = []
    var warnings: [ReviewWarning] = []
    var count: Draft.ID = 0
  }

  private let state = Mutex(State())

  /// How it stands.
  var now: State { state.withLock { $0 } }

  /// Changes how it stands.
  func change(_ change: (inout sending State) -> Void) { state.withLock { change(&$0) } }

  /// Words that a text may hold, and what they are read as.
  static let known: [(words: String, indicator: IndicatorCode?, value: String, unit: Unit)] = [
    ("1300人", .recipients, "1300", .persons), ("98.5%", .rate, "98.5", .percent),
    ("57万余人", IndicatorCode(rawValue: "org.members"), "570000", .persons),
    ("12面", nil, "12", Unit(rawValue: "面")),
  ]

  static let text = "镇赉县总工会2017年工作总结\n元旦春节慰问困难职工1300人，\n建会率98.5%。会员57万余人。制作锦旗12面。\n"

  func reports() async throws -> [PublishedReport] {
    state.withLock { $0.published.map { [$0] } ?? [] }
  }

  func drafts() async throws -> [Draft] {
    state.withLock { state in state.opened.keys.sorted(by: >).map { state.draft($0) } }
  }

  func deliveries() async -> [Delivery] { state.withLock(\.deliveries) }

  func lastRejected() async -> String? { state.withLock(\.lastRejected) }

  func open(_ bytes: [UInt8], name: String, options: DocumentOptions) async throws -> Draft {
    guard String(validating: bytes, as: UTF8.self) != nil else {
      throw Refusal(messageZh: "读不出文字。", messageEn: "No text.")
    }
    return state.withLock { state in
      state.count += 1
      state.opened[state.count] = Opened(bytes: bytes, name: name, options: options)
      return state.draft(state.count)
    }
  }

  func reopen(_ report: ReportID) async throws -> Draft {
    try await open(Array(Self.text.utf8), name: "总结.txt", options: DocumentOptions())
  }

  func reading(of draft: Draft.ID) async throws -> DraftReading? {
    state.withLock { state in
      guard let opened = state.opened[draft] else { return nil }
      let text = String(decoding: opened.bytes, as: UTF8.self)
      let report = ReportID(
        area: area, period: opened.options.period ?? .year(2017), series: opened.options.series)
      let figures = Self.figures(in: text, state.corrections)
      let now = figures.compactMap { Self.observation(of: $0, in: text) }
      return DraftReading(
        draft: state.draft(draft), report: report,
        publishedRevision: state.published?.document.revision, text: text, figures: figures,
        diff: ReportDiff(from: state.stated, to: now), warnings: state.warnings,
        lostCorrections: state.lost,
        fingerprint: "\(now.map { "\($0.key)=\($0.value)" })".hash)
    }
  }

  func correct(_ request: CorrectionRequest) async throws {
    try state.withLock { state in
      guard let opened = state.opened[request.draft] else { return }
      let text = String(decoding: opened.bytes, as: UTF8.self)
      let figure = Self.figures(in: text, state.corrections)[request.figure]
      guard figure.mention == request.mention else {
        throw Refusal(messageZh: "页面已过时，请刷新。", messageEn: "The page is out of date.")
      }
      let change: Correction.Change
      switch request.change {
      case .drop: change = .drop
      case .asRead: change = .asRead
      case .state(let written, let indicator, let part, let period):
        var stated = FigureChange(indicator: indicator, part: part, period: period)
        if let written {
          let digits = written.prefix { $0.isNumber || $0 == "." }
          guard let value = FixedDecimal(digits) else {
            throw Refusal(
              messageZh: "“\(written)”不是数值。", messageEn: "'\(written)' is no value.")
          }
          stated.figure = WrittenFigure(
            written: written, value: value, qualifier: .exact, unit: figure.read.writtenUnit,
            scale: 0)
        }
        change = .figure(stated)
      }
      guard
        let note = CorrectionNote(
          author: request.author, correctedAtMs: Int64(state.requests.count) * 60_000,
          reason: request.reason)
      else { throw Refusal(messageZh: "理由不行。", messageEn: "The reason won't do.") }
      state.requests.append(request)
      let correction = Correction(
        report: ReportID(area: area, period: .year(2017)), anchor: Self.anchor(figure.mention),
        change: change, note: note)
      state.corrections[correction.anchor] = correction
      state.history.insert(correction, at: 0)
    }
  }

  func publish(_ draft: Draft.ID, fingerprint: String) async throws -> PublishedReport {
    guard let reading = try await reading(of: draft), reading.fingerprint == fingerprint else {
      throw Refusal(
        messageZh: "内容已有变化，请再看一遍。", messageEn: "It has changed since; look again.")
    }
    return state.withLock { state in
      let published = PublishedReport(
        report: reading.report,
        document: DocumentReference(
          name: reading.draft.documentName, sha256: "ab",
          revision: (state.published?.document.revision ?? 0) + 1),
        publishedAtMs: 0, readAsOf: nil, observationCount: 3,
        sequence: (state.published?.sequence ?? 0) + 1)
      state.published = published
      state.stated = reading.diff.applied(to: state.stated)
      state.opened[draft] = nil
      return published
    }
  }

  func discard(_ draft: Draft.ID) async throws { state.withLock { $0.opened[draft] = nil } }

  func corrections(of report: ReportID) async throws -> [Correction] {
    state.withLock(\.history)
  }

  // MARK: Reading

  private static func anchor(_ mention: String) -> FigureAnchor {
    FigureAnchor(sentence: "慰问\(mention)", mention: mention)
  }

  private static func figures(
    in text: String, _ corrections: [FigureAnchor: Correction]
  ) -> [ReadFigure] {
    let scalars = Array(text.unicodeScalars)
    var figures: [ReadFigure] = []
    var place = 0
    while place < scalars.count {
      // All that is known begins with a digit.
      let found =
        !("0"..."9").contains(scalars[place])
        ? nil : known.first { scalars[place...].starts(with: $0.words.unicodeScalars) }
      guard let found else {
        place += 1
        continue
      }
      let length = found.words.unicodeScalars.count
      figures.append(
        figure(found, at: place..<(place + length), corrections[anchor(found.words)]))
      place += length
    }
    return figures
  }

  private static func figure(
    _ known: (words: String, indicator: IndicatorCode?, value: String, unit: Unit),
    at span: Range<Int>, _ correction: Correction?
  ) -> ReadFigure {
    let isOver = known.words.contains("余")
    let read = FigureAsRead(
      period: .year(2017), indicator: known.indicator, part: nil,
      value: FixedDecimal(known.value) ?? .zero, qualifier: isOver ? .over : .exact,
      writtenUnit: known.unit, writtenScale: isOver ? 4 : 0)
    var now = read
    if case .figure(let change) = correction?.change {
      let part: String? =
        if case .part(let label) = change.part { label } else { nil }
      now = FigureAsRead(
        period: change.period ?? read.period, indicator: change.indicator ?? read.indicator,
        part: part, value: change.figure?.value ?? read.value,
        qualifier: change.figure?.qualifier ?? read.qualifier, writtenUnit: read.writtenUnit,
        writtenScale: change.figure?.scale ?? read.writtenScale)
    }
    let standing: ReadFigure.Standing =
      correction?.change == .drop ? .dropped : now.indicator == nil ? .uncoded : .stated
    return ReadFigure(
      mention: known.words, span: span, sentence: span, read: read, now: now, standing: standing,
      correction: correction)
  }

  private static func observation(of figure: ReadFigure, in text: String) -> Observation? {
    guard figure.standing == .stated, let indicator = figure.now.indicator else { return nil }
    return Observation(
      key: ObservationKey(
        period: figure.now.period, indicator: indicator, part: figure.now.part,
        unit: figure.now.writtenUnit),
      value: figure.now.value, qualifier: figure.now.qualifier,
      writtenUnit: figure.now.writtenUnit, writtenScale: figure.now.writtenScale,
      evidence: Evidence(
        mention: figure.mention, start: figure.span.lowerBound, end: figure.span.upperBound,
        sentence: figure.mention, offsetInSentence: 0),
      correction: figure.correction.map { AppliedCorrection(note: $0.note, read: figure.read) })
  }
}

extension SmallOffice.State {
  fileprivate func draft(_ id: Draft.ID) -> Draft {
    Draft(
      id: id, documentName: opened[id]?.name ?? "", sha256: "ab", openedAtMs: 0,
      options: opened[id]?.options ?? DocumentOptions())
  }
}

extension String {
  /// The same for the same text.
  fileprivate var hash: String { "\(utf8.reduce(5381 as UInt64) { $0 &* 33 &+ UInt64($1) })" }
}
