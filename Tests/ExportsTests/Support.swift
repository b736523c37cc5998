import Foundation
import ReportParsing
import Reports
import TestSupport
import Testing

@testable import Exports

/// The root of the repository.
let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent().path

struct Failure: Error, CustomStringConvertible {
  let description: String
}

/// The seeds as one dataset: seven offices, 2017.
func seeds(leavingOut omitted: Set<String> = []) throws -> Dataset {
  let catalogue = Catalogue.builtIn
  let parser = ReportParser(catalogue: catalogue, areas: .builtIn)
  var dataset = Dataset()
  let names = try FileManager.default.contentsOfDirectory(atPath: "\(repository)/seeds")
    .filter { $0.hasSuffix("-2017.txt") }.sorted()
  try #require(names.count == 7)
  for name in names where !omitted.contains(String(name.prefix(6))) {
    let area = try #require(AreaCode(name.prefix(6)))
    let text = try String(contentsOfFile: "\(repository)/seeds/\(name)", encoding: .utf8)
    let parsed = parser.parse(
      text,
      context: ParsingContext(defaultArea: area, published: CalendarDate("2018-01-31")))
    dataset.apply(
      delta(area, parsed.observations(for: area, catalogue: catalogue).observations, name: name))
  }
  return dataset
}

func delta(_ area: AreaCode, _ puts: [Observation], name: String = "a.txt") -> Delta {
  Delta(
    report: ReportID(area: area, period: .year(2017)),
    document: DocumentReference(
      name: name, sha256: String(repeating: "0", count: 64), revision: 1),
    catalogueVersion: "1", puts: puts, retracts: [])
}

/// A dataset of one figure, which its office has corrected and the city confirmed.
func correctedDataset() throws -> Dataset {
  let area = try #require(AreaCode("220821"))
  let indicator = IndicatorCode(rawValue: "relief.winter.recipients")
  let key = ObservationKey(
    period: .year(2017), indicator: indicator, part: nil, unit: .persons)
  let note = try #require(
    CorrectionNote(author: "李", correctedAtMs: 1_517_386_805_000, reason: "原文\"笔误\""))
  let read = FigureAsRead(
    period: .year(2017), indicator: indicator, part: nil, value: 1300, qualifier: .exact,
    writtenUnit: .persons, writtenScale: 0)
  var dataset = Dataset()
  dataset.apply(
    delta(
      area,
      [
        Observation(
          key: key, value: 1350, qualifier: .exact, writtenUnit: .persons, writtenScale: 0,
          evidence: Evidence(
            mention: "1300人", start: 2, end: 7, sentence: "慰问1300人。", offsetInSentence: 2),
          correction: AppliedCorrection(note: note, read: read))
      ]))
  let review = try dataset.review(
    ReviewRequest(
      report: ReportID(area: area, period: .year(2017)), key: key, decision: .confirm,
      person: "统计科", reason: "已核对"), atMs: 1_517_386_806_000)
  dataset.apply(review)
  return dataset
}

func export(_ dataset: Dataset, years: [Int]? = [2017]) -> Export {
  Export(
    ExportData(
      dataset: dataset, years: years, areas: .builtIn, indicators: Catalogue.builtIn.indicators,
      moment: ExportMoment(
        takenMs: 1_517_386_805_000, cursors: [:], catalogueVersion: "test")))
}

/// A figure whose labels and words are what an attacker would choose.
func hostile(_ text: String, part: String?) -> Observation {
  Observation(
    key: ObservationKey(
      period: .year(2017), indicator: IndicatorCode(rawValue: "relief.winter.amount"), part: part,
      unit: .yuan), value: FixedDecimal(570_001), qualifier: .over, writtenUnit: .yuan,
    writtenScale: 4,
    evidence: Evidence(mention: text, start: 0, end: 1, sentence: text, offsetInSentence: 0))
}

/// A folder that goes when the test ends.
func withFolder<Result>(_ body: (String) async throws -> Result) async throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
  try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(atPath: folder) }
  return try await body(folder)
}

/// The readers that others have written, in an environment of their own.
enum Readers {
  private static let script = PythonScript(
    folder: "Tests/ExportsTests/Readers", environment: "readers")

  /// Runs a script to its end and gives what it prints.
  @discardableResult
  static func read(_ name: String, _ arguments: [String]) async throws -> String {
    let outcome = try await script.run(name, arguments)
    guard outcome.status == 0 else { throw Failure(description: outcome.output) }
    return outcome.output
  }
}
