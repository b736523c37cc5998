internal import CXLSXWriter
internal import Glibc

/// A workbook for Excel and WPS that is being written.
///
/// It is kept in memory; there is no file before ``close()``, and none if that is never called.
public final class Workbook {
  private let path: String
  private var workbook: UnsafeMutablePointer<lxw_workbook>?
  private var formats: [CellFormat: UnsafeMutablePointer<lxw_format>] = [:]

  /// The most sheets of one workbook: a sheet a year and those beside it, of thirty years.
  public static let maximumSheets = 40

  /// Begins a workbook that will be written to a path.
  ///
  /// - Throws: ``ExportError`` where there is no memory for one.
  public init(path: String) throws(ExportError) {
    guard let workbook = workbook_new(path) else { throw .notWritten("no memory") }
    self.path = path
    self.workbook = workbook
  }

  /// Adds a sheet after those that are there.
  ///
  /// - Parameter name: Its name, at most 31 characters without `[]:*?/\`, and no other sheet's.
  /// - Returns: The sheet, empty.
  /// - Throws: ``ExportError`` where the name can't be taken.
  public func addSheet(named name: String) throws(ExportError) -> Worksheet {
    let result = workbook_validate_sheet_name(open, name)
    guard result == LXW_NO_ERROR else { throw .notWritten(Self.sentence(result)) }
    guard let sheet = workbook_add_worksheet(open, name) else { throw .notWritten("no memory") }
    return Worksheet(sheet, of: self)
  }

  /// Sets what the workbook says of itself, so that it does not tell the machine's time instead.
  public func describe(title: String, createdSeconds: Int64) {
    guard let copy = strdup(CellText.cleaned(title)) else { return }
    defer { free(copy) }
    var properties = lxw_doc_properties()
    properties.title = copy
    properties.created = time_t(createdSeconds)
    workbook_set_properties(open, &properties)
  }

  /// Writes the file, over one that is there.
  ///
  /// - Throws: ``ExportError`` where it can't be written.
  public func close() throws(ExportError) {
    let result = workbook_close(open)
    // Freed by the library, however that went.
    workbook = nil
    guard result == LXW_NO_ERROR else { throw .notWritten(Self.sentence(result)) }
  }

  deinit {
    if let workbook { lxw_workbook_free(workbook) }
  }

  private var open: UnsafeMutablePointer<lxw_workbook> {
    guard let workbook else { preconditionFailure("The workbook \(path) is closed already") }
    return workbook
  }

  /// Traps where the workbook is closed, as its sheets are gone with it.
  func requireOpen() {
    _ = open
  }

  /// The library's own copy of a format.
  func pointer(of format: CellFormat) -> UnsafeMutablePointer<lxw_format>? {
    guard format != CellFormat() else { return nil }
    if let known = formats[format] { return known }
    let made = workbook_add_format(open)
    if let made { format.describe(to: made) }
    formats[format] = made
    return made
  }

  static func sentence(_ error: lxw_error) -> String {
    lxw_strerror(error).map { String(cString: $0) } ?? "error \(error.rawValue)"
  }
}
