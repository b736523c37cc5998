public import Exports
internal import Glibc
internal import ReportParsing
internal import Reports
internal import Storage
internal import SyncProtocol

/// Exports the city's figures to files, while the aggregator may run.
public struct CityExport: Sendable {
  /// What is exported.
  public let data: ExportData

  /// Reads the figures out of an aggregator's store.
  ///
  /// - Parameters:
  ///   - configuration: The aggregator's settings: where its store, areas and catalogue are.
  ///   - years: The years that are wanted; nil means all.
  ///   - asOfMs: A past moment in milliseconds since 1970; nil means now.
  ///   - clock: Tells when the export was made.
  ///   - reading: Is told how many of how many entries have been read.
  /// - Throws: ``DaemonError`` where the store can't be read or its chain is broken.
  public init(
    configuration: AggregatorConfiguration, years: [Int]?, asOfMs: Int64?, clock: Clock = .system,
    reading: @escaping @Sendable (_ done: Int64, _ count: Int64) -> Void = { _, _ in }
  ) async throws(DaemonError) {
    let path = configuration.stateFolder + "/city.sqlite"
    guard FileSystem.exists(path) else {
      throw DaemonError(
        .missingInput, zh: "\(path) 不存在：市级还没有运行过，或配置文件不对。",
        en: "There is no \(path): the aggregator has never run, or the configuration is another's.")
    }
    let areas = try AggregatorDaemon.areas(configuration)
    let catalogue = try CatalogueFile.load(configuration.cataloguePath)
    let state: CityState
    do throws(StorageError) {
      let store = try CityStore(path: path, mode: .readOnly, newIncarnation: .zero)
      if let asOfMs {
        state = try await store.fold(asOfMs: asOfMs) { reading($0.done, $0.count) }
      } else {
        state = try store.fold { reading($0.done, $0.count) }
      }
    } catch {
      throw DaemonError(.inputOutput, zh: "无法读取市级数据库：\(error)", en: error.message)
    }
    self.init(
      state, years: years, areas: areas, indicators: catalogue.indicators,
      moment: ExportMoment(
        takenMs: clock.wallMs(), asOfMs: asOfMs, cursors: state.cursors.mapValues(\.sequence),
        catalogueVersion: catalogue.version))
  }

  /// Takes what is to be exported out of a state of the city.
  init(
    _ state: CityState, years: [Int]?, areas: AreaList, indicators: IndicatorList,
    moment: ExportMoment
  ) {
    data = ExportData(
      dataset: state.dataset, years: years, areas: areas, indicators: indicators, moment: moment,
      reports: state.reports.standings(in: state.dataset))
  }

  /// The bytes of a file.
  ///
  /// - Parameter format: What kind of file.
  /// - Returns: The whole file.
  /// - Throws: ``DaemonError`` where a workbook can't be made.
  func bytes(of format: ExportFormat) throws(DaemonError) -> [UInt8] {
    guard format == .xlsx else { return Export(data).bytes(of: format) }
    // libxlsxwriter writes nowhere but to files.
    let folder = try FileSystem.makeTemporaryFolder(prefix: "unionsync-export")
    let path = folder + "/export.xlsx"
    defer {
      unlink(path)
      rmdir(folder)
    }
    do {
      try Export(data).writeWorkbook(to: path)
    } catch let error as ExportError {
      throw DaemonError(.cannotCreate, zh: error.messageZh, en: error.messageEn)
    } catch {
      throw DaemonError(.failure, zh: "无法导出：\(error)", en: "The export failed: \(error)")
    }
    return try FileSystem.read(path, atMost: Self.maximumWorkbookBytes)
  }

  /// A workbook of a million rows, far above what any city states in a year.
  private static let maximumWorkbookBytes = 256 * 1024 * 1024

  /// Writes a file so that it is there whole or not at all.
  ///
  /// - Parameters:
  ///   - format: What kind of file.
  ///   - path: Where to; a file that is there is replaced.
  ///   - progress: Is told how far it has come; what it throws ends the export.
  /// - Throws: ``DaemonError`` where it can't be written, and what `progress` throws.
  public func write(
    _ format: ExportFormat, to path: String, progress: (ExportProgress) throws -> Void
  ) throws {
    if format == .xlsx {
      // Beside the file, as only there it can be moved to its name in one step.
      let temporary = path + ".\(getpid()).tmp"
      defer { unlink(temporary) }
      do {
        try Export(data).writeWorkbook(to: temporary, progress: progress)
      } catch let error as ExportError {
        throw DaemonError(.cannotCreate, zh: error.messageZh, en: error.messageEn)
      }
      try FileSystem.replace(path, with: temporary)
    } else {
      var bytes: [UInt8] = []
      try Export(data).write(format, progress: progress) { bytes += $0 }
      try FileSystem.write(bytes, to: path, mode: 0o644)
    }
  }
}
