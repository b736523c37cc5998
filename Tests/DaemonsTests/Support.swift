import Foundation
import Reports
import Storage
import SyncProtocol
import Synchronization
import Testing

@testable import Daemons

/// Runs a test with a folder that goes when it ends.
func withFolder(_ body: (String) async throws -> Void) async throws {
  let folder = "/tmp/ud-\(UInt32.random(in: 0...UInt32.max))"
  try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
  defer { try? FileManager.default.removeItem(atPath: folder) }
  try await body(folder)
}

/// Writes a text file.
func write(_ text: String, to path: String) throws {
  try Data(text.utf8).write(to: URL(filePath: path))
}

/// Reads a text file.
func read(_ path: String) throws -> String {
  try String(contentsOfFile: path, encoding: .utf8)
}

/// The error that an action must end with.
func daemonError(_ action: () async throws -> Void) async -> DaemonError? {
  do {
    try await action()
    return nil
  } catch {
    return error as? DaemonError
  }
}

/// Waits for a state, but not for ever.
func waitUntil(
  _ what: Comment, within seconds: Double = 60, _ condition: () async throws -> Bool
) async throws {
  let clock = ContinuousClock()
  let deadline = clock.now + .seconds(seconds)
  while try await !condition() {
    try #require(clock.now < deadline, what)
    try await clock.sleep(for: .milliseconds(10))
  }
}

extension Clock {
  /// A clock that stands still in May 2018.
  static let fixed = Clock(monotonicMs: { 0 }, wallMs: { 1_525_132_800_000 })
}

/// A wall clock that a test moves.
final class ManualTime: Sendable {
  private let now = Mutex<Int64>(1_525_132_800_000)

  var ms: Int64 { now.withLock { $0 } }

  func advance(byMs ms: Int64) { now.withLock { $0 += ms } }
}

extension AreaCode {
  static let zhenlai = AreaCode.known(220_821)
  static let tongyu = AreaCode.known(220_822)

  private static func known(_ number: UInt32) -> AreaCode {
    guard let code = AreaCode(number: number) else { preconditionFailure("\(number) is no area") }
    return code
  }
}

extension IndicatorCode {
  static let recipients = IndicatorCode(rawValue: "relief.winter.recipients")
}

/// Winter relief for so many persons.
func observation(_ value: FixedDecimal) -> Observation {
  Observation(
    key: ObservationKey(period: .year(2017), indicator: .recipients, part: nil, unit: .persons),
    value: value, qualifier: .exact, writtenUnit: .persons, writtenScale: 0,
    evidence: Evidence(
      mention: "\(value)人", start: 0, end: 5, sentence: "慰问\(value)人。", offsetInSentence: 2))
}

/// An empty journal of an area.
func journal(of area: AreaCode = .zhenlai, in folder: String) throws -> NodeJournal {
  var generator = SystemRandomNumberGenerator()
  return try NodeJournal(
    path: "\(folder)/journal.sqlite", area: area, newLogID: .random(using: &generator))
}

/// Commits a report that states one figure, or none.
func commit(_ value: FixedDecimal?, to journal: NodeJournal) throws -> JournalEntry {
  let commit = try journal.commit(
    NodeJournal.Reading(
      report: ReportID(area: journal.area, period: .year(2017), series: .annual),
      documentName: "report.txt", sha256: String(repeating: "0", count: 64),
      catalogueVersion: "1", observations: value.map { [observation($0)] } ?? []),
    wallClockMs: 0)
  return try #require(commit.entry)
}
