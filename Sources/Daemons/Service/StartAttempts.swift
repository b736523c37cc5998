internal import Glibc
internal import Synchronization

/// How often in a row a daemon has not come up.
///
/// systemd starts it again and never gives up, as an office has nobody on site. The more often that
/// was in vain, the longer the daemon waits before it ends, so that a mistake in the settings fills no
/// journal; one that ends after it was ready is started again at once. systemd can do so itself from
/// version 254 on (`RestartSteps=`), and Debian 12 has 252.
final class StartAttempts: Sendable {
  /// The process's own: only systemd hands over both a folder and a socket to report to.
  static let own = StartAttempts(
    folder: getenv("NOTIFY_SOCKET").flatMap { _ in
      getenv("RUNTIME_DIRECTORY").map { String(cString: $0) }
    })

  /// The file of the count, in a folder that outlasts restarts; nil where nobody starts it again.
  private let path: String?
  private let hasComeUp = Mutex(false)

  /// Failures in a row that cost no wait: an administrator who tries gets an answer at once.
  static let freeFailures = 3
  /// The longest wait, in seconds: who has mended something elsewhere waits for no more.
  static let longestWaitSeconds = 60

  private static let maximumBytes = 32

  /// Takes the folder; nil where nobody starts the daemon again.
  init(folder: String?) {
    path = folder?.split(separator: ":").first.map { "\($0)/failed-starts" }
  }

  /// How long to wait after so many failures in a row, in seconds: 4, and twice as long each time.
  static func waitSeconds(after failures: Int) -> Int {
    guard failures > freeFailures else { return 0 }
    return min(2 << min(failures - freeFailures, 16), longestWaitSeconds)
  }

  /// The daemon has come up.
  func succeeded() {
    guard let path else { return }
    hasComeUp.withLock { $0 = true }
    unlink(path)
  }

  /// The daemon ends with an error.
  ///
  /// - Returns: How long it is to wait first, in seconds.
  func failed() -> Int {
    guard let path, !hasComeUp.withLock({ $0 }) else { return 0 }
    let bytes = (try? FileSystem.read(path, atMost: Self.maximumBytes)) ?? []
    let failures = (Int(String(decoding: bytes, as: UTF8.self)) ?? 0) + 1
    // Where it can't be kept, systemd's own pause is what there is.
    try? FileSystem.write(Array("\(failures)".utf8), to: path, mode: 0o600)
    return Self.waitSeconds(after: failures)
  }
}
