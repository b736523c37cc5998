import Foundation
import Reports
import Testing

@Suite("Decisions of the city about figures")
struct ReviewTests {
  private let annual = ReportID(area: area(220_821), period: .year(2017))
  private let brief = ReportID(
    area: area(220_821), period: .year(2017), series: series("brief"))
  private let topic = Dataset.Topic(indicator: IndicatorCode(rawValue: "a"), year: 2017)
  private let none = IndicatorList([])

  /// The narrative states 2 and the brief states 1.
  private func contested() -> Dataset {
    var dataset = Dataset()
    dataset.apply(delta(annual, puts: [observation(key("a"), 2)]))
    dataset.apply(delta(brief, puts: [observation(key("a"), 1)]))
    return dataset
  }

  private func request(
    _ decision: Review.Decision, _ report: ReportID, person: String = "李", reason: String = "核对原件",
    expected: FixedDecimal? = nil
  ) -> ReviewRequest {
    ReviewRequest(
      report: report, key: key("a"), decision: decision, person: person, reason: reason,
      expected: expected)
  }

  private func decide(
    _ decision: Review.Decision, _ report: ReportID, in dataset: inout Dataset
  ) throws {
    let review = try dataset.review(request(decision, report), atMs: 5)
    #expect(dataset.apply(review) == [topic])
  }

  private func effective(_ dataset: Dataset) throws -> EffectiveValue {
    try #require(
      dataset.totals(of: topic, areas: .builtIn, indicators: none).first?.shares.first?.effective)
  }

  private func figure(_ dataset: Dataset, _ report: ReportID) throws -> Figure {
    try #require(
      dataset.figures(of: topic, indicators: none).first { $0.row.report == report })
  }

  @Test("A preferred figure counts, and the conflict is resolved until a rival changes")
  func prefer() throws {
    var dataset = contested()
    #expect(try effective(dataset).hasConflict)
    #expect(try figure(dataset, brief).conflict == .open)
    try decide(.prefer, brief, in: &dataset)
    #expect(try effective(dataset).value == 1)
    #expect(try !effective(dataset).hasConflict)
    #expect(try effective(dataset).isReviewed)
    #expect(try figure(dataset, brief).isCounted)
    #expect(try figure(dataset, annual).conflict == .resolved)

    dataset.apply(delta(annual, puts: [observation(key("a"), 3)]))
    #expect(try effective(dataset).value == 3)
    #expect(try effective(dataset).hasConflict)
    dataset.apply(delta(annual, puts: [observation(key("a"), 2)]))
    #expect(try effective(dataset).value == 1)
    dataset.apply(delta(brief, retracts: [key("a")]))
    #expect(try effective(dataset).value == 2)
    #expect(try !effective(dataset).hasConflict)
  }

  @Test("A third report that agrees with one of the rivals opens nothing; a third value does")
  func thirdReport() throws {
    let third = ReportID(area: annual.area, period: .year(2017), series: series("third"))
    var dataset = contested()
    try decide(.prefer, brief, in: &dataset)
    dataset.apply(delta(third, puts: [observation(key("a"), 2)]))
    #expect(try effective(dataset).value == 1)
    dataset.apply(delta(third, puts: [observation(key("a"), 7)]))
    #expect(try effective(dataset).hasConflict)
  }

  @Test("A confirmed figure that changes is to be looked at again, with what it was")
  func confirm() throws {
    var dataset = Dataset()
    dataset.apply(delta(annual, puts: [observation(key("a"), 2)]))
    #expect(try figure(dataset, annual).review.standing == .unreviewed)
    try decide(.confirm, annual, in: &dataset)
    #expect(try figure(dataset, annual).review.standing == .reviewed)
    #expect(try effective(dataset).isReviewed)
    dataset.apply(delta(annual, puts: [observation(key("a"), 2, at: 90)]))
    #expect(try figure(dataset, annual).review.standing == .reviewed, "It only moved.")

    dataset.apply(delta(annual, puts: [observation(key("a"), 2, .over)]))
    let changed = try figure(dataset, annual)
    #expect(changed.review.standing == .changed)
    #expect(changed.review.before?.observation.evidence.mention == "2户")
    #expect(changed.review.before?.observation.qualifier == .exact)
    #expect(changed.review.review?.person == "李")
    #expect(try !effective(dataset).isReviewed)
  }

  @Test("A decision that is taken back leaves the figure as if nobody had looked at it")
  func reopen() throws {
    var dataset = contested()
    try decide(.prefer, brief, in: &dataset)
    try decide(.reopen, brief, in: &dataset)
    #expect(try effective(dataset).value == 2)
    #expect(try effective(dataset).hasConflict)
    #expect(try figure(dataset, brief).review.standing == .unreviewed)
    #expect(throws: Review.Invalid.notReviewed) {
      try dataset.review(request(.reopen, brief), atMs: 6)
    }
  }

  @Test("A decision keeps every rival as it stood, and survives JSON")
  func kept() throws {
    let review = try contested().review(request(.prefer, brief), atMs: 5)
    #expect(review.figures.map(\.observation.value) == [2, 1])
    #expect(review.figure?.observation.value == 1)
    #expect(review.atMs == 5)
    let copy = try JSONDecoder().decode(Review.self, from: JSONEncoder().encode(review))
    #expect(copy == review)
  }

  @Test("What can't be decided is refused with its reason")
  func refusals() throws {
    let dataset = contested()
    func refused(_ request: ReviewRequest) -> Review.Invalid? {
      do throws(Review.Invalid) {
        _ = try dataset.review(request, atMs: 0)
        return nil
      } catch {
        return error
      }
    }
    #expect(refused(request(.confirm, annual, person: " \u{3000}")) == .person)
    #expect(refused(request(.confirm, annual, person: "李\n四")) == .person)
    #expect(
      refused(request(.confirm, annual, person: String(repeating: "长", count: 22))) == .person)
    #expect(refused(request(.confirm, annual, reason: "")) == .reason)
    #expect(
      refused(request(.confirm, annual, reason: String(repeating: "长", count: 201))) == .reason)
    #expect(
      refused(request(.confirm, annual, reason: String(repeating: "长", count: 200))) == nil)
    #expect(refused(request(.confirm, annual, expected: 3)) == .changedMeanwhile)
    #expect(refused(request(.confirm, annual, expected: 2)) == nil)
    let other = ReportID(area: area(220_802), period: .year(2017))
    #expect(refused(request(.confirm, other)) == .noFigure)
    var alone = Dataset()
    alone.apply(delta(annual, puts: [observation(key("a"), 2)]))
    #expect(throws: Review.Invalid.noConflict) {
      try alone.review(request(.prefer, annual), atMs: 0)
    }
  }

  @Test("A figure that too many reports state can't be decided about")
  func tooMany() throws {
    var dataset = Dataset()
    for number in 0...Review.maximumFigures {
      let report = ReportID(
        area: annual.area, period: .year(2017), series: series("s\(number)"))
      dataset.apply(delta(report, puts: [observation(key("a"), FixedDecimal(number))]))
    }
    let first = ReportID(area: annual.area, period: .year(2017), series: series("s0"))
    #expect(throws: Review.Invalid.tooManyFigures) {
      try dataset.review(request(.prefer, first), atMs: 0)
    }
  }

  @Test("Who is missing has never reported on the year, or has reported but not this figure")
  func missingReasons() throws {
    var dataset = Dataset()
    dataset.apply(delta(annual, puts: [observation(key("a"), 2)]))
    let taobei = area(220_802)
    func reason() -> Total.MissingReason? {
      dataset.totals(of: topic, areas: .builtIn, indicators: none).first?.missing
        .first { $0.area == taobei }?.reason
    }
    #expect(reason() == .neverReported)
    let next = ReportID(area: taobei, period: .year(2018))
    dataset.apply(delta(next, puts: [observation(key("b"), 2)]))
    #expect(reason() == .neverReported, "A report on another year is none on this one.")
    let own = ReportID(area: taobei, period: .year(2017))
    #expect(
      dataset.apply(delta(own, puts: [observation(key("b"), 2)])).contains(topic),
      "The reason changes in topics that the report does not state.")
    #expect(reason() == .notStated)
    dataset.apply(delta(own, retracts: [key("b")]))
    #expect(reason() == .neverReported)
  }
}
