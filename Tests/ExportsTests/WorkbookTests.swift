import Foundation
import Reports
import Testing

@testable import Exports

@Suite("The workbook for people", .serialized)
struct WorkbookTests {
  private struct Sheet: Decodable {
    let cells: [[String]]
    let types: [[String]]
    let frozen: String
    let filter: String
    let paper: String
    let repeated: String
  }

  private func read(_ export: Export) async throws -> [String: Sheet] {
    try await withFolder { folder in
      try export.writeWorkbook(to: "\(folder)/a.xlsx")
      let json = try await Readers.read("read_workbook.py", ["\(folder)/a.xlsx"])
      return try JSONDecoder().decode([String: Sheet].self, from: Data(json.utf8))
    }
  }

  @Test("The matrix has a line for each total of the seeds, with real numbers and print setup")
  func matrix() async throws {
    let export = export(try seeds())
    let sheets = try await read(export)
    #expect(Set(sheets.keys) == ["汇总", "明细", "缺报", "说明"])
    let matrix = try #require(sheets["汇总"])
    let heading = matrix.cells[2]
    #expect(heading.contains("合计") && heading.contains("同比") && heading.contains("镇赉县"))
    let totals = export.data.totals(of: 2017)
    let column = try #require(heading.firstIndex(of: "合计"))
    for total in totals {
      let line = try #require(
        matrix.cells.firstIndex {
          $0[1] == export.data.name(of: total.topic.indicator) && $0[2] == total.unit.rawValue
        })
      #expect(matrix.types[line][column] == (total.value == nil ? "s" : "n"))
      if let value = total.value {
        #expect(Double(matrix.cells[line][column]) == Double(value.description))
      }
    }
    #expect(matrix.frozen == "D4")
    #expect(matrix.paper == "9 landscape")
    #expect(matrix.repeated == "$3:$3")
    #expect(!matrix.filter.isEmpty)
    #expect(try #require(sheets["明细"]).cells.count == export.data.figures.count + 3)
  }

  @Test("Text never becomes a formula, and controls and endless text do no harm")
  func hostileText() async throws {
    var dataset = Dataset()
    let area = try #require(AreaCode("220881"))
    let endless = String(repeating: "长", count: 100_000)
    dataset.apply(
      delta(
        area,
        [
          hostile("=HYPERLINK(\"http://x\")\u{1}\u{FFFE}😀", part: "@SUM(1)"),
          hostile(endless, part: "+1"),
        ]))
    let detail = try #require(try await read(export(dataset))["明细"])
    #expect(detail.types.joined().allSatisfy { $0 != "f" })
    #expect(detail.cells.joined().contains("=HYPERLINK(\"http://x\")😀"))
    let longest = try #require(detail.cells.joined().map(\.utf16.count).max())
    #expect(longest == 32_767)
  }

  @Test("The long table tells who corrected and who confirmed a figure, and why")
  func provenance() async throws {
    let detail = try #require(try await read(export(try correctedDataset()))["明细"])
    let heading = detail.cells[2]
    let (correction, review) = (
      try #require(heading.firstIndex(of: "更正")), try #require(heading.firstIndex(of: "复核说明"))
    )
    let line = detail.cells[3]
    #expect(
      line[correction]
        == "李 2018-01-31 16:20:05 更正：原文\"笔误\"。原读作 1300 人（送温暖慰问人数，2017）")
    #expect(line[review] == "统计科 2018-01-31 16:20:06：已核对")
  }

  @Test("An empty dataset gives a workbook that says so")
  func empty() async throws {
    let sheets = try await read(export(Dataset(), years: nil))
    #expect(try #require(sheets["说明"]).cells.joined().contains("年份：没有数据"))
  }

  @Test("A number with more digits than a sheet keeps is text, exact")
  func precision() {
    #expect(FixedDecimal("93.6")?.sheetNumber == 93.6)
    #expect(FixedDecimal("123456789012.345")?.sheetNumber == 123_456_789_012.345)
    #expect(FixedDecimal("123456789012.3456")?.sheetNumber == nil)
  }
}
