import DocumentReading
import Foundation
import ReportParsing
import Reports
import Testing

@testable import Daemons

@Suite("The form to fill in")
struct TemplateWorkbookTests {
  @Test("What is written is read again, a row for each indicator", arguments: ["a.xlsx", "a.csv"])
  func roundTrip(name: String) async throws {
    let area = try #require(AreaCode("220821"))
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: name).path
    try TemplateWorkbook(area: area, year: 2017).write(to: path)
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
    guard case .sheet(let sheet) = try await Document.read(bytes) else {
      Issue.record("\(name) is not read as a form")
      return
    }
    let indicators = Catalogue.builtIn.indicators.indicators
    #expect(sheet.rows.map(\.code) == indicators.map(\.code.rawValue))
    #expect(sheet.rows.allSatisfy { $0.value.isEmpty })
    #expect(sheet.heading.joined().joined().contains("镇赉县总工会2017年"))
  }

  @Test("A file that is there already stays")
  func existing() throws {
    let area = try #require(AreaCode("220821"))
    let path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString + ".csv")
      .path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try TemplateWorkbook(area: area, year: 2017).write(to: path)
    let error = #expect(throws: DaemonError.self) {
      try TemplateWorkbook(area: area, year: 2018).write(to: path)
    }
    #expect(error?.exitCode == .cannotCreate)
  }
}
