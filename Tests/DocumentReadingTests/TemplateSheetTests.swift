import Testing

@testable import DocumentReading

@Suite("Reading the template as comma-separated values")
struct TemplateSheetTests {
  private let form = """
    样县总工会统计表,,,,,\r
    期间,2017年,,,,\r
    ,,,,,\r
    代码,名称,单位,数值,其中,备注\r
    ORG_NEW,新建基层工会,家,13,,\r
    AID_SUM,慰问金,万元,"1,234.5",困难职工,"含""两节"",\r
    共两批"\r
    \r
    MEMBERS_NEW,发展会员,人,1286余
    """

  private let rows = [
    TemplateSheet.Row(
      number: 5, code: "ORG_NEW", name: "新建基层工会", unit: "家", value: "13", part: "", note: ""),
    TemplateSheet.Row(
      number: 6, code: "AID_SUM", name: "慰问金", unit: "万元", value: "1,234.5", part: "困难职工",
      note: "含\"两节\",\r\n共两批"),
    TemplateSheet.Row(
      number: 8, code: "MEMBERS_NEW", name: "发展会员", unit: "人", value: "1286余", part: "",
      note: ""),
  ]

  @Test("Quoted cells, blank rows and row numbers come as Excel shows them, in every encoding")
  func encodings() async throws {
    let utf16 = form.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
    let encodings = [
      Array(form.utf8), [0xEF, 0xBB, 0xBF] + Array(form.utf8), [0xFF, 0xFE] + utf16,
    ]
    for bytes in encodings {
      let sheet = try await sheet(of: bytes)
      #expect(sheet.heading.map { $0.filter { !$0.isEmpty } } == [["样县总工会统计表"], ["期间", "2017年"]])
      #expect(sheet.rows == rows)
    }
  }

  @Test("GB 18030, as Excel and WPS write it in Chinese, is read")
  func gb18030() async throws {
    // 代码,数值 and 单位甲 in GB 18030, made with iconv.
    let header: [UInt8] = [0xB4, 0xFA, 0xC2, 0xEB, 0x2C, 0xCA, 0xFD, 0xD6, 0xB5]
    let cell: [UInt8] = [0xB5, 0xA5, 0xCE, 0xBB, 0xBC, 0xD7]
    let sheet = try await sheet(of: header + [0x0D, 0x0A] + cell + Array(",13".utf8))
    #expect(sheet.rows.map(\.code) == ["单位甲"])
    #expect(sheet.rows.map(\.value) == ["13"])
  }

  @Test("Tabs part cells too, columns stand in any order, and their names in either language")
  func columns() async throws {
    let text = "Value\tRemark\tCODE\tPart\n 13 \tx\tA\t其中女\n\t\tB\t\n"
    let sheet = try await sheet(of: Array(text.utf8))
    #expect(sheet.rows.map(\.code) == ["A", "B"])
    #expect(sheet.rows.map(\.value) == ["13", ""])
    #expect(sheet.rows.map(\.part) == ["其中女", ""])
    #expect(sheet.rows.allSatisfy { $0.note.isEmpty && $0.name.isEmpty })
    #expect(sheet.heading.isEmpty)
  }

  @Test("Text that is not the template stays text")
  func prose() async throws {
    let texts = [
      "全县的代码，数值都已上报，共13家。", "代码,数值,数值\nA,1,2", "a,b\n1,2", "\"代码,数值\nA,1",
      String(repeating: "一行\n", count: 21) + "代码,数值\nA,1",
      String(repeating: ",", count: 100) + "\n代码,数值",
    ]
    for prose in texts { #expect(try await text(of: Array(prose.utf8)) == prose) }
  }

  @Test("A header at the end of the heading is found, and a form without rows is one")
  func longHeading() async throws {
    let text = String(repeating: "说明\n", count: 20) + "代码,数值"
    let sheet = try await sheet(of: Array(text.utf8))
    #expect(sheet.heading.count == 20)
    #expect(sheet.rows.isEmpty)
  }

  @Test("A comma within a number is found by the row that it makes too wide")
  func tooWide() async {
    let error = await refusal(of: Array("代码,数值\nA,1\nB,1,234\n".utf8))
    #expect(error?.code == .damaged)
    #expect(error?.messageZh.contains("第 3 行") == true)
    #expect(error?.messageEn.contains("Row 3") == true)
  }

  @Test("Quotation marks that are not paired are found with their row")
  func quotation() async {
    for row in ["\"A,1\nC,2", "\"A\"x,1", "\"A\"\"x,1"] {
      let error = await refusal(of: Array("代码,数值\nZ,1\n\(row)".utf8))
      #expect(error?.code == .damaged)
      #expect(error?.messageZh.contains("第 3 行") == true, "\(row)")
    }
  }

  @Test("Rows end at the limit")
  func rowLimit() async throws {
    let full = "代码,数值\n" + String(repeating: "A,1\n", count: ReadingLimit.rows - 1)
    #expect(try await sheet(of: Array(full.utf8)).rows.count == ReadingLimit.rows - 1)
    #expect(await refusal(of: Array((full + "A,1\n").utf8))?.code == .tooLarge)
  }
}
