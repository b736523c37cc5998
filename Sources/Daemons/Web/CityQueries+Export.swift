internal import Exports
internal import Reports
internal import Storage
internal import SyncProtocol

extension CityQueries {
  /// What stands now or stood at a past moment, of all years or of one, as a file.
  ///
  /// - Throws: ``DaemonError`` where the file can't be made.
  func export(
    _ format: ExportFormat, year: Int?, asOfMs: Int64?
  ) async throws(DaemonError) -> [UInt8] {
    try await inSlot { () async throws(DaemonError) in
      let state: CityState
      do throws(StorageError) {
        state =
          if let asOfMs {
            try await store.fold(asOfMs: asOfMs)
          } else {
            try await merger.state()
          }
      } catch {
        throw DaemonError(.inputOutput, zh: "无法读取市级数据库：\(error)", en: error.message)
      }
      let export = CityExport(
        state, years: year.map { [$0] }, areas: areas, indicators: indicators,
        moment: ExportMoment(
          takenMs: clock.wallMs(), asOfMs: asOfMs, cursors: state.cursors.mapValues(\.sequence),
          catalogueVersion: catalogueVersion))
      return try export.bytes(of: format)
    }
  }
}
