import Foundation

/// A script of a test's own in Python, run with the packages that its `requirements.txt` names.
///
/// The environment is made under `.build/python` by the first test that needs it.
public struct PythonScript: Sendable {
  /// What a script said, and how it ended.
  public struct Outcome: Sendable {
    /// Its exit code.
    public let status: Int32
    /// What it wrote, errors included.
    public let output: String
  }

  private let folder: String
  private let environment: String
  private let repository: String

  /// Names a script's folder, where its `requirements.txt` is too.
  ///
  /// - Parameters:
  ///   - folder: The folder, from the root of the repository.
  ///   - environment: A name for its packages.
  public init(folder: String, environment: String) {
    repository = URL(filePath: #filePath).appending(path: "../../..").standardizedFileURL.path()
    self.folder = repository + "/" + folder
    self.environment = environment
  }

  /// Runs a script to its end.
  ///
  /// - Parameters:
  ///   - name: The file in the folder or by its whole path, or a module as `-m` takes it.
  ///   - arguments: What follows it.
  /// - Returns: What it said, and how it ended.
  /// - Throws: What the packages can't be installed for.
  public func run(_ name: String, _ arguments: [String]) async throws -> Outcome {
    let made = try await Self.process(
      "\(repository)/.ci/python-environment",
      ["\(repository)/.build", environment, folder + "/requirements.txt"])
    let python = made.output.split(separator: "\n").last.map(String.init)
    guard made.status == 0, let python else { throw Failure(reason: made.output) }
    let path = name.hasPrefix("/") ? name : folder + "/" + name
    let program = name.hasSuffix(".py") ? [path] : ["-m", name]
    return try await Self.process(python, program + arguments)
  }

  /// What the packages can't be installed for.
  public struct Failure: Error {
    /// What the installer said.
    public let reason: String
  }

  private static func process(
    _ executable: String, _ arguments: [String]
  ) async throws -> Outcome {
    // A file, as processes that start meanwhile would keep the end of a pipe open.
    let path = NSTemporaryDirectory() + "/script-\(UUID().uuidString)"
    _ = FileManager.default.createFile(atPath: path, contents: nil)
    defer { try? FileManager.default.removeItem(atPath: path) }
    let process = Process()
    process.executableURL = URL(filePath: executable)
    process.arguments = arguments
    // Some tools leave files where they are run.
    process.currentDirectoryURL = URL(filePath: NSTemporaryDirectory())
    process.environment = ProcessInfo.processInfo.environment.merging([
      "PYTHONDONTWRITEBYTECODE": "1", "PYTHONIOENCODING": "utf-8",
    ]) { $1 }
    // One handle, so that neither writes over the other.
    let file = FileHandle(forWritingAtPath: path)
    process.standardOutput = file
    process.standardError = file
    process.standardInput = FileHandle.nullDevice
    try await withCheckedThrowingContinuation {
      (continuation: CheckedContinuation<Void, any Error>) in
      process.terminationHandler = { _ in continuation.resume() }
      do {
        try process.run()
      } catch {
        process.terminationHandler = nil
        continuation.resume(throwing: error)
      }
    }
    let output = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    return Outcome(status: process.terminationStatus, output: output)
  }
}
