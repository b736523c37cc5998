/// The kinds of files that the city's figures are exported as.
public enum ExportFormat: String, Hashable, Sendable, CaseIterable {
  /// A workbook for people.
  case xlsx
  /// The figures with their evidence, as comma-separated values (RFC 4180) in UTF-8.
  case csv
  /// The figures with their evidence, one JSON object a line.
  case jsonl
  /// Figures and totals as SDMX-CSV 2.0.
  case sdmxData = "sdmx-csv"
  /// What SDMX-CSV refers to, as an SDMX-ML 2.1 structure message.
  case sdmxStructure = "sdmx-xml"

  /// The media type for downloads.
  public var mediaType: String {
    switch self {
    case .xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    case .csv: "text/csv; charset=utf-8; header=present"
    case .jsonl: "application/jsonl; charset=utf-8"
    case .sdmxData: "application/vnd.sdmx.data+csv;version=2.0.0"
    case .sdmxStructure: "application/vnd.sdmx.structure+xml;version=2.1"
    }
  }

  /// The ending of a file's name, without the dot.
  public var fileExtension: String {
    switch self {
    case .xlsx: "xlsx"
    case .csv, .sdmxData: "csv"
    case .jsonl: "jsonl"
    case .sdmxStructure: "xml"
    }
  }
}

/// How far an export has come.
public struct ExportProgress: Hashable, Sendable {
  /// How many figures and totals are written.
  public let done: Int
  /// How many there are.
  public let count: Int
}

/// Writes the city's figures in one of the formats.
public struct Export: Sendable {
  let data: ExportData

  /// How many bytes are handed over at once, about.
  private static let pieceSize = 65_536
  /// After how many lines a caller hears how far it has come.
  static let reportedEvery = 500

  /// Takes what is to be exported.
  public init(_ data: ExportData) {
    self.data = data
  }

  /// Writes a text format in pieces of about 64 KB. The same data gives the same bytes.
  ///
  /// - Parameters:
  ///   - format: Any but ``ExportFormat/xlsx``, which goes to a path by ``writeWorkbook(to:progress:)``.
  ///   - progress: Is told how far it has come; what it throws ends the export.
  ///   - sink: Takes the pieces in order.
  /// - Throws: What `progress` or `sink` throws.
  public func write(
    _ format: ExportFormat, progress: (ExportProgress) throws -> Void = { _ in },
    to sink: ([UInt8]) throws -> Void
  ) throws {
    switch format {
    case .xlsx: preconditionFailure("A workbook is written by writeWorkbook(to:)")
    case .csv:
      try write(
        [CSVRecord.line(ObservationRecord.fieldNames)],
        data.figures.lazy.map { CSVRecord.line(ObservationRecord($0, in: data).fields) },
        progress: progress, to: sink)
    case .jsonl:
      try write(
        [], data.figures.lazy.map { ObservationRecord($0, in: data).json }, progress: progress,
        to: sink)
    case .sdmxData:
      let observations = SDMXObservations(data).list
      try write(
        [SDMXRecord.heading], observations.lazy.map { SDMXRecord.line($0) }, progress: progress,
        to: sink)
    case .sdmxStructure:
      try write(
        SDMXStructure(SDMXCodelists(data), data: data).lines, [String](), progress: progress,
        to: sink)
    }
  }

  /// The bytes of a text format.
  public func bytes(of format: ExportFormat) -> [UInt8] {
    var bytes: [UInt8] = []
    do {
      try write(format) { bytes += $0 }
    } catch {
      preconditionFailure("Nothing that is called here throws: \(error)")
    }
    return bytes
  }

  private func write(
    _ heading: [String], _ lines: some Collection<String>,
    progress: (ExportProgress) throws -> Void, to sink: ([UInt8]) throws -> Void
  ) throws {
    var piece = heading.flatMap { Array(($0 + "\n").utf8) }
    var done = 0
    for line in lines {
      piece += line.utf8
      piece.append(UInt8(ascii: "\n"))
      done += 1
      if piece.count >= Self.pieceSize {
        try sink(piece)
        piece.removeAll(keepingCapacity: true)
      }
      if done.isMultiple(of: Self.reportedEvery) {
        try progress(ExportProgress(done: done, count: lines.count))
      }
    }
    if !piece.isEmpty { try sink(piece) }
    try progress(ExportProgress(done: done, count: done))
  }
}
