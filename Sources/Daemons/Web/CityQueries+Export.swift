internal import Exports
internal import Glibc
internal import Reports
internal import Storage
internal import SyncProtocol

extension CityQueries {
  /// What stands now, of all years or of one, as a file.
  ///
  /// - Throws: ``DaemonError`` where the file can't be made.
  func export(_ format: ExportFormat, year: Int?) async throws -> [UInt8] {
    let cursors: [AreaCode: Position]
    do throws(StorageError) {
      cursors = try store.cursors()
    } catch {
      throw DaemonError(.inputOutput, zh: "无法读取市级数据库：\(error)", en: error.message)
    }
    let export = CityExport(
      data: ExportData(
        dataset: await merger.current, years: year.map { [$0] }, areas: areas,
        indicators: indicators,
        moment: ExportMoment(
          takenMs: clock.wallMs(), cursors: cursors.mapValues(\.sequence),
          catalogueVersion: catalogueVersion),
        reports: await merger.reportStandings))
    return try export.bytes(of: format)
  }
}
