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
