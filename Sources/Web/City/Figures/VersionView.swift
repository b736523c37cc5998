internal import Reports

/// One change of a total, as the templates show it.
struct VersionView {
  let momentText: String
  let beforeText: String
  let afterText: String
  let hasBefore: Bool
  let hasAfter: Bool
  let coverageText: String
  let areaName: String
  let causeText: String
  let causePath: String
  let hasCausePath: Bool
  /// The total as a program reads it; empty where it has no sum.
  let plain: String

  init(_ version: TotalVersion, _ words: PageWords) {
    momentText = words.moment(version.atMs)
    beforeText = version.before.map { Self.text(of: $0, version.unit, words) } ?? ""
    afterText = version.after.map { Self.text(of: $0, version.unit, words) } ?? ""
    hasBefore = version.before != nil
    hasAfter = version.after != nil
    plain = version.after?.value?.description ?? ""
    coverageText =
      version.after.map { "\($0.areaCount)/\($0.areaCount + $0.missingCount)" } ?? ""
    areaName = words.name(of: version.area)
    if let review = version.review {
      causeText = words.review(review)
    } else if let report = version.report {
      causeText = words.fill(
        "causeReport", words.name(of: report), "\(version.document?.revision ?? 1)")
    } else {
      causeText = words["causeSnapshot"]
    }
    causePath = version.report.map(Link.report) ?? ""
    hasCausePath = version.report != nil
  }

  private static func text(
    of standing: TotalVersion.Standing, _ unit: Reports.Unit, _ words: PageWords
  ) -> String {
    if let value = standing.value { return words.amount(value, unit) }
    guard let lower = standing.lower, let upper = standing.upper else { return words["none"] }
    return words.range(lower, upper) + (unit == .percent ? "%" : " " + words.unit(unit))
  }
}
