internal import Logging

/// Puts files aside that can't be taken in, each with a note that says why.
actor RejectedFiles {
  private let folder: String
  /// The last file that was put aside, and why.
  private(set) var last: String?

  init(folder: String) {
    self.folder = folder
  }

  /// Moves a file here and writes its `.reason.txt`.
  ///
  /// - Returns: Whether that worked; the file stays where it is if not.
  func reject(_ path: String, because error: DaemonError, log: Logger) -> Bool {
    let name = FileSystem.name(of: path)
    let target: String
    do throws(DaemonError) {
      target = try FileSystem.move(path, into: folder)
    } catch {
      log.error("a file can't be put aside", metadata: ["file": "\(name)", "reason": "\(error)"])
      return false
    }
    let note = "\(name)\n\(error.messageZh)\n\(error.messageEn)\n"
    do throws(DaemonError) {
      try FileSystem.write(Array(note.utf8), to: target + ".reason.txt", mode: 0o640)
    } catch {
      // The file is out of the way all the same, and the log says why.
      log.error("a reason can't be written", metadata: ["file": "\(name)", "reason": "\(error)"])
    }
    last = "\(name): \(error.messageZh)"
    log.warning(
      "a file was put aside", metadata: ["file": "\(name)", "reason": "\(error.messageEn)"])
    return true
  }
}
