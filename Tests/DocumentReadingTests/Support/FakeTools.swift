import Foundation

@testable import DocumentReading

/// A folder with a `pdftotext` that does what a test says.
struct FakeTools: ~Copyable {
  private let folder: URL

  /// Puts a shell script in the converter's place.
  init(converter script: String) throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "tools-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let file = folder.appending(path: "pdftotext")
    try Data("#!/bin/sh\n\(script)\n".utf8).write(to: file)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
  }

  deinit {
    try? FileManager.default.removeItem(at: folder)
  }

  /// Whether some process of this machine has an argument; one that has ended has none any more.
  static func isRunning(withArgument argument: String) throws -> Bool {
    try FileManager.default.contentsOfDirectory(atPath: "/proc").contains { process in
      guard Int(process) != nil, let file = fopen("/proc/\(process)/cmdline", "r") else {
        return false
      }
      defer { fclose(file) }
      var line = [UInt8](repeating: 0, count: 4096)
      let count = fread(&line, 1, line.count, file)
      return line[..<count].split(separator: 0).contains { $0.elementsEqual(argument.utf8) }
    }
  }

  /// A reader that finds it, and the real limiter.
  func reader(timeLimitMs: Int = 10_000, outputLimit: Int = 100_000) -> PDFToText {
    PDFToText(
      folders: [folder.path, "/usr/bin", "/bin"], timeLimitMs: timeLimitMs, outputLimit: outputLimit
    )
  }
}
