import Glibc

/// Runs statements on a SQLite file with the library that the stores use, and returns the first
/// column of the last one's rows as text.
@discardableResult
func rows(of path: String, _ statements: String) throws -> [String] {
  let library = SQLite.shared
  var database: OpaquePointer?
  defer { _ = library.close(database) }
  guard library.open(path, &database) == 0 else { throw Failure("\(path) can't be opened") }
  var found: [String] = []
  let result = withUnsafeMutablePointer(to: &found) { pointer in
    library.execute(
      database, statements,
      { found, count, values, _ in
        let text = count > 0 ? values?[0].map { String(cString: $0) } : nil
        found?.assumingMemoryBound(to: [String].self).pointee.append(text ?? "")
        return 0
      }, pointer, nil)
  }
  guard result == 0 else { throw Failure("\(path): SQLite says \(result) to \(statements)") }
  return found
}

/// The functions of SQLite that tests need, from the library that this process has loaded already.
private struct SQLite {
  typealias Row =
    @convention(c) (
      UnsafeMutableRawPointer?, Int32, UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?,
      UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
    ) -> Int32
  typealias Open =
    @convention(c) (UnsafePointer<CChar>, UnsafeMutablePointer<OpaquePointer?>) ->
    Int32
  typealias Close = @convention(c) (OpaquePointer?) -> Int32
  typealias Execute =
    @convention(c) (
      OpaquePointer?, UnsafePointer<CChar>, Row, UnsafeMutableRawPointer?,
      UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
    ) -> Int32

  let open: Open
  let close: Close
  let execute: Execute

  static let shared = SQLite()

  private init() {
    open = libraryFunction("sqlite3_open", as: Open.self)
    close = libraryFunction("sqlite3_close", as: Close.self)
    execute = libraryFunction("sqlite3_exec", as: Execute.self)
  }
}

/// A function of a library that this process has loaded.
func libraryFunction<Function>(_ name: String, as type: Function.Type) -> Function {
  guard let address = dlsym(nil, name) else {
    preconditionFailure("\(name) is in no library that this program is linked to.")
  }
  return unsafeBitCast(address, to: type)
}
