import Foundation
import Reports
import SyncProtocol

func area(_ number: UInt32) -> AreaCode {
  guard let code = AreaCode(number: number) else { preconditionFailure("\(number) is no area") }
  return code
}

let zhenlai = area(220_821)
let taobei = area(220_802)

func logID(_ byte: UInt8) -> LogID {
  guard let logID = LogID(Array(repeating: byte, count: LogID.length)) else {
    preconditionFailure("A log id has \(LogID.length) bytes")
  }
  return logID
}

func report(_ area: AreaCode = zhenlai, series: String = "annual") -> ReportID {
  guard let series = ReportSeries(rawValue: series) else {
    preconditionFailure("'\(series)' is no series")
  }
  return ReportID(area: area, period: .year(2017), series: series)
}

func observation(
  _ indicator: String, _ value: FixedDecimal, at start: Int = 0, sentence: String = "救助300户。"
) -> Observation {
  Observation(
    key: ObservationKey(
      period: .year(2017), indicator: IndicatorCode(rawValue: indicator), part: nil,
      unit: Unit(rawValue: "户")),
    value: value, qualifier: .exact, writtenUnit: Unit(rawValue: "户"), writtenScale: 0,
    evidence: Evidence(
      mention: "300户", start: start, end: start + 4, sentence: sentence, offsetInSentence: 2))
}

/// A folder of a test's own that is gone afterwards.
func withFolder<Value>(_ body: (URL) throws -> Value) throws -> Value {
  let folder = FileManager.default.temporaryDirectory
    .appending(path: "unionsync-tests-\(UUID().uuidString)", directoryHint: .isDirectory)
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder)
}

/// Where SQLite's file header keeps our marks, as its file format says.
enum SQLiteHeader {
  static let userVersion = 60
  static let applicationID = 68
}

/// Changes four bytes of a closed file.
func overwrite(_ path: String, at offset: Int, with number: UInt32) throws {
  let handle = try FileHandle(forUpdating: URL(filePath: path))
  defer { try? handle.close() }
  try handle.seek(toOffset: UInt64(offset))
  try handle.write(contentsOf: withUnsafeBytes(of: number.bigEndian) { Data($0) })
}
