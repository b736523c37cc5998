import ReportParsing
import Reports
import Testing

@Suite("Forms instead of prose")
struct FormTests {
  private let parser = FormParser(catalogue: .builtIn, areas: .builtIn)
  private let zhenlai = AreaCode("220821")

  private func form(_ rows: Form.Row..., heading: String = "镇赉县总工会2016年统计表") -> Form {
    Form(heading: heading, rows: rows)
  }

  private func row(
    _ value: String, number: Int = 4, code: String = "org.members_total", name: String = "",
    unit: String = "", part: String = ""
  ) -> Form.Row {
    Form.Row(number: number, code: code, name: name, unit: unit, value: value, part: part)
  }

  private func observations(_ form: Form) throws -> [Observation] {
    let parsed = try parser.parse(
      form,
      context: ParsingContext(
        defaultArea: zhenlai, published: CalendarDate(year: 2018, month: 1, day: 9))
    ).parsed
    return parsed.areas.flatMap { parsed.observations(for: $0, catalogue: .builtIn).observations }
  }

  @Test("Heading, code, unit and part make the key; the indicator's unit is the default")
  func keys() throws {
    let found = try observations(
      form(row("12000"), row("300", number: 5, unit: "人", part: "农民工")))
    #expect(found.map(\.key.period) == [.year(2016), .year(2016)])
    #expect(found.map(\.key.part) == [nil, "农民工"])
    #expect(found.map(\.value) == [FixedDecimal(12000), FixedDecimal(300)])
    #expect(found.allSatisfy { $0.key.unit == .persons })
  }

  @Test("Qualifiers, scales and units in the value's own cell are read as in prose")
  func values() throws {
    let found = try observations(
      form(
        row("1.2", unit: "万人"), row("300余", number: 5, part: "甲"), row("5万人", number: 6, part: "乙"))
    )
    #expect(found.map(\.value) == [FixedDecimal(12000), FixedDecimal(50000), FixedDecimal(300)])
    #expect(found.map(\.qualifier) == [.exact, .exact, .over])
  }

  @Test("A row without a value says nothing, and zero says zero")
  func emptyAndZero() throws {
    let found = try observations(form(row(""), row("0", number: 5, part: "甲")))
    #expect(found.map(\.key.part) == ["甲"])
    #expect(found.map(\.value) == [FixedDecimal(0)])
  }

  @Test("The evidence is the row, with the value at its place")
  func evidence() throws {
    let form = form(row("35", part: "农民工"))
    let (parsed, text) = try parser.parse(
      form, context: ParsingContext(defaultArea: zhenlai, published: nil))
    let quantity = try #require(parsed.quantities.first)
    let scalars = Array(text.unicodeScalars)[quantity.span]
    #expect(String(String.UnicodeScalarView(scalars)) == quantity.mention)
    #expect(quantity.mention == "35人")
  }

  @Test("An indicator may be given by its name alone")
  func names() throws {
    #expect(try observations(form(row("7", code: "", name: "工会会员数"))).count == 1)
  }

  @Test("A form with a row that can't be read is refused whole, every such row named")
  func problems() throws {
    let form = form(
      row("12"), row("许多", number: 5), row("3", number: 6, code: "no.such"),
      row("三人和五人", number: 7))
    let error = #expect(throws: FormError.self) { try observations(form) }
    #expect(error?.problems.map(\.row) == [5, 6, 7])
  }

  @Test("The heading's office outweighs the node's own, so that a wrong form is noticed")
  func otherOffice() throws {
    let parsed = try parser.parse(
      form(row("12"), heading: "大安市总工会2016年统计表"),
      context: ParsingContext(defaultArea: zhenlai, published: nil)
    ).parsed
    #expect(parsed.areas == [AreaCode("220882")])
  }
}
