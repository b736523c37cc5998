import Foundation
import Reports
import Testing

@testable import ReportParsing

/// Cases of other projects' recognisers, as far as reports of union offices can have them.
@Suite struct `Numerals of other recognisers` {
  /// One number that a case expects.
  private struct Item: Decodable {
    let text: String
    let value: String?
    let unit: String?
  }

  /// What the suite of JioNLP expects of one amount.
  private struct Amount: Decodable {
    let num: Number
    let `case`: String

    enum Number: Decodable {
      case one(String)
      case range(String, String)

      init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let ends = try? container.decode([String].self), ends.count == 2 {
          self = .range(ends[0], ends[1])
        } else {
          self = .one(try container.decode(String.self))
        }
      }
    }
  }

  private struct Case: Decodable {
    let suite: String
    let input: String
    let items: [Item]
    let amount: Amount?

    enum CodingKeys: CodingKey { case suite, input, expect }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      suite = try container.decode(String.self, forKey: .suite)
      input = try container.decode(String.self, forKey: .input)
      amount = try? container.decode(Amount.self, forKey: .expect)
      items = amount == nil ? try container.decode([Item].self, forKey: .expect) : []
    }
  }

  /// What reports don't write, or what the annotation of reports takes for no quantity.
  private static let outOfScope: [(pattern: String, reason: String)] = [
    ("^[-－负負]|之 ?[负負]", "negative numbers: nothing that is counted is below zero"),
    ("[eE^]|[0-9０-９ ][kKwWMG]", "exponents and letters for thousands"),
    ("分 *之|又|/|／|份", "fractions other than per cent"),
    ("[打双雙对對半]|[個个]九", "dozens, pairs and halves"),
    ("兆", "兆, which means a million or a trillion"),
    ("^[.．]", "numbers that begin with the point"),
    ("[折成]", "discounts and tenths"),
    ("[角毛分仙蚊毫]|[元块]二", "parts of a yuan and coins of dialects"),
    (
      "日元|日本|台币|泰铢|澳元|欧元|比特币|新台币|[$￥]|人民币$|^人民[币幣]|美圆|港[币幣]|^4人民币",
      "currencies other than yuan, dollars and Hong Kong dollars in their common order"
    ),
    ("以下|小于|最多", "upper bounds"),
    ("^数|^三五", "numbers that are not said"),
    ("^零十?$|^0个$", "zero without what there is none of"),
    ("^一(美元|百分)", "一 as an article"),
  ]

  /// The reason why an item is left out.
  private static func reason(_ text: String, _ value: String?) -> String? {
    for (pattern, reason) in outOfScope
    where text.range(of: pattern, options: .regularExpression) != nil { return reason }
    guard let value, let number = Decimal(string: value) else { return nil }
    if number > 900_000_000_000_000 { return "numbers beyond 900 trillion" }
    let tenThousandths = number * 10_000
    var (rounded, exact) = (Decimal(), tenThousandths)
    NSDecimalRound(&rounded, &exact, 0, .plain)
    return rounded == tenThousandths ? nil : "more than four digits behind the point"
  }

  private static func cases() throws -> [Case] {
    try SharedReports.text("numerals.jsonl").split(separator: "\n").map {
      try JSONDecoder().decode(Case.self, from: Data($0.utf8))
    }
  }

  private static func decimal(_ value: FixedDecimal) -> Decimal? { Decimal(string: "\(value)") }

  /// The value of a number that stands alone.
  private static func number(_ text: String) -> Decimal? {
    let folded = Layout.normalise(text)
    guard let numeral = NumeralReader(folded).numeral(at: 0), numeral.range == 0..<folded.count
    else { return nil }
    return decimal(numeral.value)
  }

  /// The value and unit of a number with its measure word.
  private static func figure(_ text: String) -> (value: Decimal, unit: String)? {
    let measures = Catalogue.builtIn.measures
    let folded = Layout.normalise(text)
    let found = FigureScanner.scan(folded, times: [], measures: measures)
    guard let figure = found.first, found.count == 1, let value = decimal(figure.value) else {
      return nil
    }
    return (value, measures.units[figure.unit].rawValue)
  }

  @Test(.enabled(if: SharedReports.areThere))
  func `Values are right wherever reports can have them`() throws {
    var (right, all) = (0, 0)
    var left: [String: Int] = [:]
    var wrong: [String] = []
    func check(_ text: String, _ expected: String?, _ found: Decimal?) {
      guard let expected else { return }
      if let reason = Self.reason(text, expected) {
        left[reason, default: 0] += 1
        return
      }
      all += 1
      if found != nil, found == Decimal(string: expected) {
        right += 1
      } else {
        wrong.append("\(text): \(expected), found \(found.map { "\($0)" } ?? "none")")
      }
    }
    for item in try Self.cases() {
      if let amount = item.amount {
        guard item.input.range(of: "[元块圆]", options: .regularExpression) != nil else {
          left["amounts without a measure word", default: 0] += 1
          continue
        }
        switch amount.num {
        case .one(let number): check(item.input, number, Self.figure(item.input)?.value)
        // A range is read from its lower end on.
        case .range(let low, _): check(item.input, low, Self.figure(item.input)?.value)
        }
        continue
      }
      for expected in item.items {
        let value = expected.value?.split(separator: " ").last.map(String.init)
        switch item.suite {
        case "recognizers/NumberModel", "duckling/Numeral":
          // Their number of things takes in the measure word.
          let text = expected.text.hasSuffix("个") ? String(expected.text.dropLast()) : expected.text
          check(text, value, Self.number(text))
        case "recognizers/PercentModel":
          let percent = value.map { String($0.dropLast()) }
          check(expected.text, percent, Self.figure(expected.text)?.value)
        case "recognizers/CurrencyModel":
          check(expected.text, value, Self.figure(expected.text)?.value)
        default: continue
        }
      }
    }
    let share = Double(right) / Double(all)
    #expect(all >= 200, "\(all) in scope; left out: \(left)")
    #expect(share >= 0.97, "\(right) of \(all): \(wrong)")
  }

  @Test(
    .enabled(if: SharedReports.areThere),
    arguments: ["recognizers/NumberModel", "recognizers/PercentModel"])
  func `Where others find no number there is no quantity`(suite: String) throws {
    for item in try Self.cases() where item.suite == suite && item.items.isEmpty {
      guard item.amount == nil, Self.reason(item.input, nil) == nil else { continue }
      // Their number model leaves money and shares to other models.
      let isAmount = item.input.range(of: "美元|美刀|百分", options: .regularExpression) != nil
      guard !isAmount else { continue }
      #expect(Self.figure(item.input) == nil, "\(item.input)")
    }
  }
}
