/// The sentences of findings about one indicator.
struct FindingWords {
  typealias Message = (zh: String, en: String)

  private let nameZh: String
  private let nameEn: String

  /// How many rivals a sentence quotes; more would bury its point.
  private static let quotedRivals = 3

  init(_ indicator: Indicator?, code: IndicatorCode) {
    nameZh = indicator?.nameZh ?? code.rawValue
    nameEn = indicator?.nameEn ?? code.rawValue
  }

  func conflict(_ group: Rivals) -> Message {
    let shown = group.rows.prefix(Self.quotedRivals)
    let zh = shown.map { "《\($0.document.name)》写“\(mention($0))”" }.joined(separator: "，")
    let en = shown.map { "'\($0.document.name)' says '\(mention($0))'" }.joined(separator: ", ")
    let more = group.rows.count - shown.count
    let decided = group.conflict == .resolved
    return (
      "\(label(group.key))各处写法不同：\(zh)\(more > 0 ? "，另有 \(more) 处" : "")"
        + (decided ? "，已选定第一个。" : "，尚未选定，暂按第一个计。"),
      "Reports differ on \(labelEn(group.key)): \(en)\(more > 0 ? ", and \(more) more" : "");"
        + (decided ? " the first was chosen." : " nobody has chosen, the first counts for now.")
    )
  }

  func changed(from before: Dataset.Row, to row: Dataset.Row, _ review: Review) -> Message {
    (
      "\(label(row.observation.key))经 \(review.person) 复核后有变化：“\(mention(before))” → “\(mention(row))”，待复核。",
      "\(labelEn(row.observation.key)) has changed after \(review.person) had confirmed it:"
        + " '\(mention(before))' → '\(mention(row))'; look at it again."
    )
  }

  func withdrawn(_ review: Review) -> Message {
    let before = review.figure.map(mention) ?? ""
    return (
      "\(label(review.key))经 \(review.person) 复核后已被撤回，原为“\(before)”，待复核。",
      "\(labelEn(review.key)) was withdrawn after \(review.person) had confirmed '\(before)';"
        + " look at it again."
    )
  }

  func rateOutOfRange(_ row: Dataset.Row) -> Message {
    (
      "\(label(row.observation.key))写作“\(mention(row))”，不在 0 到 100 之间，请核对。",
      "\(labelEn(row.observation.key)) is given as '\(mention(row))', outside of 0 to 100."
    )
  }

  func part(_ part: Dataset.Row, over total: Dataset.Row) -> Message {
    (
      "\(label(part.observation.key))“\(mention(part))”大于合计“\(mention(total))”，请核对。",
      "\(labelEn(part.observation.key)), '\(mention(part))', is more than the total,"
        + " '\(mention(total))'."
    )
  }

  func periods(_ count: Int, sum: FixedDecimal, against whole: Dataset.Row) -> Message {
    let key = whole.observation.key
    return (
      "\(label(key))写作“\(mention(whole))”，而其中 \(count) 个时期合计为 \(sum)\(key.unit)，请核对。",
      "\(labelEn(key)) is given as '\(mention(whole))', but its \(count) sub-periods come to"
        + " \(sum) \(key.unit)."
    )
  }

  func leap(
    _ kind: Finding.Kind, from then: FixedDecimal, to now: FixedDecimal, _ unit: Unit, year: Int
  ) -> Message {
    let zh = "“\(nameZh)”\(year) 年为 \(now)\(unit)，上年为 \(then)\(unit)，"
    let en = "\(nameEn) is \(now) \(unit) in \(year), after \(then) \(unit) the year before;"
    return kind == .scaleSlip
      ? (zh + "相差约一万倍，请核对单位（万）。", en + " about ten thousand times: check 万.")
      : (zh + "相差百倍以上，请核对。", en + " more than a hundred times: check it.")
  }

  private func label(_ key: ObservationKey) -> String {
    let period = key.period.span == .year ? "" : " \(key.period)"
    return "“\(nameZh)”\(key.part.map { "（\($0)）" } ?? "")\(period)"
  }

  private func labelEn(_ key: ObservationKey) -> String {
    let period = key.period.span == .year ? "" : " in \(key.period)"
    return "\(nameEn)\(key.part.map { " (\($0))" } ?? "")\(period)"
  }

  /// The number as written, without the line breaks of the page.
  private func mention(_ row: Dataset.Row) -> String {
    row.observation.evidence.mention.filter { !$0.isNewline }
  }
}
