internal import ReportParsing

/// The indicator catalogue as this machine has it: the built-in one, and what a file adds.
enum CatalogueFile {
  /// Where a city or an office keeps what it adds to the built-in catalogue.
  static let defaultPath = "/etc/unionsync/catalogue.yaml"

  /// Reads a file that extends the built-in catalogue; nil takes ``defaultPath`` where there is one.
  ///
  /// - Throws: ``DaemonError`` with the line and the reason where the file can't be taken.
  static func load(_ path: String?) throws(DaemonError) -> Catalogue {
    guard let path = path ?? (FileSystem.exists(defaultPath) ? defaultPath : nil) else {
      return .builtIn
    }
    let bytes = try FileSystem.read(path, atMost: Catalogue.maximumLength)
    do throws(CatalogueError) {
      return try Catalogue.builtIn.extended(by: bytes)
    } catch {
      throw DaemonError(
        .configuration, zh: "指标目录 \(path) 第 \(error.line) 行有误：\(error.reason)",
        en: "The catalogue \(path) must be mended in line \(error.line): \(error.reason)")
    }
  }
}
