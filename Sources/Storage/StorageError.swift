internal import GRDB
internal import SyncProtocol

/// Why a journal or a store can't be used.
public struct StorageError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What kind of trouble it is. Unknown codes survive.
  public struct Code: RawRepresentable, Hashable, Sendable {
    /// The name of the trouble.
    public let rawValue: String

    /// Makes a code from its name.
    public init(rawValue: String) {
      self.rawValue = rawValue
    }

    /// The file can't be opened or made.
    public static let cannotOpen = Code(rawValue: "cannot-open")
    /// The file is of a newer version of the program.
    public static let newerSchema = Code(rawValue: "newer-schema")
    /// The file is of an older version of the program.
    public static let olderSchema = Code(rawValue: "older-schema")
    /// The file belongs to something else.
    public static let foreignFile = Code(rawValue: "foreign-file")
    /// The disk is full.
    public static let diskFull = Code(rawValue: "disk-full")
    /// What is stored contradicts itself.
    public static let damaged = Code(rawValue: "damaged")
    /// What was handed over does not follow what is stored.
    public static let outOfOrder = Code(rawValue: "out-of-order")
    /// Something handed over is larger than may be stored.
    public static let tooLarge = Code(rawValue: "too-large")
    /// Nobody waits for the answer any more.
    public static let cancelled = Code(rawValue: "cancelled")
    /// SQLite failed in another way.
    public static let failed = Code(rawValue: "failed")
  }

  /// What kind of trouble it is.
  public let code: Code
  /// One sentence that says what is wrong and what to do.
  public let message: String

  /// Makes an error.
  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  /// The sentence.
  public var description: String { message }

  /// Runs database work and turns what it throws into this error.
  static func catching<Result>(
    _ path: String, _ work: () throws -> Result
  ) throws(StorageError) -> Result {
    do {
      return try work()
    } catch let error as StorageError {
      throw error
    } catch let error as DatabaseError {
      throw StorageError(error, path: path)
    } catch is CancellationError {
      throw StorageError(.cancelled, "\(path): the reading was ended before it was done")
    } catch let error as ProtocolError {
      throw StorageError(
        .damaged, "\(path) holds an entry that is none (\(error)); restore it from a backup")
    } catch {
      throw StorageError(.failed, "\(path): \(error)")
    }
  }

  private init(_ error: DatabaseError, path: String) {
    let reason = error.message ?? "SQLite error \(error.extendedResultCode.rawValue)"
    switch error.resultCode {
    case .SQLITE_FULL:
      self.init(.diskFull, "\(path): the disk is full; free space, nothing committed is lost")
    case .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH:
      self.init(
        .cannotOpen, "\(path) can't be opened for writing (\(reason)); check folder and owner")
    case .SQLITE_NOTADB, .SQLITE_CORRUPT:
      self.init(
        .damaged, "\(path) is no sound SQLite file (\(reason)); restore it from a backup")
    default:
      self.init(.failed, "\(path): \(reason)")
    }
  }
}
