import Testing

@testable import DocumentReading

@Suite("Reading the template as a workbook")
struct WorkbookTests {
  private let header =
    "<row r='1'><c r='A1' t='inlineStr'><is><t>代码</t></is></c>"
    + "<c r='B1' t='inlineStr'><is><r><t>数</t></r><r><t>值</t></r><rPh><t>shuzhi</t></rPh></is></c>"
    + "<c r='C1' t='inlineStr'><is><t>备注</t></is></c></row>"

  private func values(_ cells: [String], styles: String = "", properties: String = "") async throws
    -> [String]
  {
    let rows = cells.enumerated().map { index, cell in
      "<row><c t='str'><v>A\(index)</v></c>\(cell)</row>"
    }
    let bytes = OfficeFile.workbook(
      rows: header + rows.joined(), styles: styles, properties: properties)
    return try await sheet(of: bytes).rows.map(\.value)
  }

  @Test("What an office program wrote is read, with percentages, dates and computed values")
  func fixture() async throws {
    let sheet = try await sheet(of: try Fixture.bytes("template.xlsx"))
    #expect(sheet.heading == [["样县总工会统计表"], ["期间", "2017年"]])
    #expect(sheet.rows.map(\.number) == [5, 6, 7, 8, 10, 11])
    #expect(sheet.rows.map(\.value) == ["13", "95.3%", "34.2", "1286余", "60.1", "2017-12-31"])
    #expect(sheet.rows[1].note == "含区域合同")
    #expect(sheet.rows[2].part == "困难职工")
    #expect(sheet.rows[3].unit == "人")
  }

  @Test("Shared and inline strings, booleans, errors and formulas come as text")
  func types() async throws {
    let rows =
      header + "<row r='4'><c r='A4' t='s'><v>1</v></c><c r='B4' t='b'><v>1</v></c>"
      + "<c r='C4' t='s'><v>0</v></c></row>"
      + "<row><c t='e'><v>#REF!</v></c><c><f>B4*2</f><v/></c><c r='C5'/></row>"
      + "<row r='9'><c r='B9'><f>1+1</f><v>2</v></c><c r='XFD9'><v>7</v></c></row>"
    let strings = ["<si><t>甲_x000D_乙_xZ_</t></si>", "<si><r><t>丙</t></r><r><t>丁</t></r></si>"]
    let sheet = try await sheet(of: OfficeFile.workbook(rows: rows, strings: strings))
    #expect(sheet.rows.map(\.number) == [4, 5, 9])
    #expect(sheet.rows.map(\.code) == ["丙丁", "#REF!", ""])
    #expect(sheet.rows.map(\.value) == ["TRUE", "=B4*2", "2"])
    #expect(sheet.rows.map(\.note) == ["甲\r乙_xZ_", "", ""])
  }

  @Test("Numbers come with the digits that Excel shows, without the noise of binary fractions")
  func numbers() async throws {
    let cases = [
      ("13", "13"), ("95.299999999999997", "95.3"), ("0.30000000000000004", "0.3"),
      ("1.2345E-2", "0.012345"), ("1E+5", "100000"), ("-0.50", "-0.5"), ("007", "7"), ("0", "0"),
      ("-0", "0"), ("999999999999999.9", "1000000000000000"),
      ("12345678901234567", "12345678901234600"),
      ("1e999", "1e999"), ("1.2.3", "1.2.3"), ("x", "x"), ("", ""), ("1E", "1E"), (".5", "0.5"),
    ]
    let cells = cases.map { "<c><v>\($0.0)</v></c>" }
    #expect(try await values(cells) == cases.map(\.1))
  }

  @Test("Percentages have their sign and dates are dates, as their formats say")
  func formats() async throws {
    let styles =
      "<numFmts><numFmt numFmtId='170' formatCode='0.0%'/>"
      + "<numFmt numFmtId='171' formatCode='yyyy\"年\"m\"月\"'/>"
      + "<numFmt numFmtId='172' formatCode='0\"元/day\";[Red]-0'/></numFmts>"
      + "<cellStyleXfs><xf numFmtId='9'/></cellStyleXfs><cellXfs><xf numFmtId='0'/>"
      + "<xf numFmtId='9'/><xf numFmtId='170'/><xf numFmtId='14'/><xf numFmtId='171'/>"
      + "<xf numFmtId='172'/></cellXfs><dxfs><dxf><numFmt numFmtId='9'/></dxf></dxfs>"
    let cases = [
      (0, "0.95", "0.95"), (1, "0.95", "95%"), (2, "0.95299999999999996", "95.3%"),
      (1, "1", "100%"),
      (3, "43100", "2017-12-31"), (4, "43070.5", "2017-12-01"), (3, "61", "1900-03-01"),
      (3, "59", "59"), (3, "2958465", "9999-12-31"), (3, "2958466", "2958466"), (3, "-1", "-1"),
      (3, "42429", "2016-02-29"), (5, "13", "13"), (99, "13", "13"), (-1, "13", "13"),
    ]
    let cells = cases.map { "<c s='\($0.0)'><v>\($0.1)</v></c>" }
    #expect(try await values(cells, styles: styles) == cases.map(\.2))
    let of1904 = try await values(
      ["<c s='3'><v>41638</v></c>"], styles: styles, properties: "<workbookPr date1904='1'/>")
    #expect(of1904 == ["2017-12-31"])
  }

  @Test("A workbook without the template's header is refused with what to do")
  func otherWorkbook() async {
    let error = await refusal(of: OfficeFile.workbook(rows: "<row><c><v>1</v></c></row>"))
    #expect(error?.code == .notTemplate)
    #expect(error?.messageZh.contains("模板") == true)
    #expect(await refusal(of: OfficeFile.workbook(rows: ""))?.code == .notTemplate)
  }

  @Test("A shared string that is not there, and cells beyond any sheet, do no harm")
  func hostileCells() async throws {
    for index in ["-1", "1", "9999999999999999999999", "x"] {
      let bytes = OfficeFile.workbook(
        rows: header + "<row><c t='s'><v>\(index)</v></c></row>", strings: ["<si><t>甲</t></si>"])
      #expect(await refusal(of: bytes) == .damagedOffice)
    }
    let far =
      "<row r='9223372036854775807'><c r='ZZZZZZZZZZZZZZZZ9' t='str'><v>A</v></c>"
      + "<c r='9'><v>13</v></c></row><row><c t='str'><v>B</v></c></row>"
    let sheet = try await sheet(of: OfficeFile.workbook(rows: header + far))
    #expect(sheet.rows.map(\.code) == ["A", "B"])
    #expect(sheet.rows.first?.value == "13")
  }

  @Test("Rows end at the limit, and blank ones don't count")
  func rowLimit() async throws {
    let blank = String(repeating: "<row><c/></row>", count: ReadingLimit.rows)
    let row = "<row><c><v>1</v></c></row>"
    let full = header + blank + String(repeating: row, count: ReadingLimit.rows - 1)
    #expect(try await sheet(of: OfficeFile.workbook(rows: full)).rows.count == 9_999)
    #expect(await refusal(of: OfficeFile.workbook(rows: full + row))?.code == .tooLarge)
  }

  @Test("A string that cells repeat beyond the limit of text is refused")
  func repeatedStrings() async {
    let long = "<si><t>\(String(repeating: "工", count: 10_000))</t></si>"
    let row = "<row><c t='s'><v>0</v></c></row>"
    let bytes = OfficeFile.workbook(
      rows: header + String(repeating: row, count: 600), strings: [long])
    #expect(await refusal(of: bytes) == .tooMuchText)
  }
}
