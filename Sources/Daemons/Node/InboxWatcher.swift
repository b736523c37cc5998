internal import Glibc
internal import Logging
internal import ZeroMQ

/// Hands on each report that is dropped into a folder, once it is written to its end.
///
/// The kernel tells of files that were closed or moved in; nothing is polled. Files that were there
/// before, or of which the kernel could not tell, are found by a scan.
actor InboxWatcher {
  /// What becomes of a file.
  enum Verdict: Sendable {
    /// It was taken in and can go.
    case done
    /// It stays and is tried again later: the trouble is not the file's.
    case retry
    /// It was put aside.
    case rejected
  }

  /// What is done with a file.
  typealias Handler = @Sendable (_ path: String) async -> Verdict

  private let reactor: Reactor
  private let folder: String
  private let log: Logger
  private var handle: Handler?
  private let descriptor: Int32
  private var watch: Reactor.WatchToken?
  private var waiting: [String] = []
  /// The file that is being taken in.
  private var working: String?
  private var isScanDue = false

  /// How long a file that the scan finds must have been left alone to count as whole, in
  /// milliseconds: the kernel tells of the end of writing only for files written from now on.
  private static let settledMs = 2_000
  /// When a file whose time has not come is looked at again, in milliseconds.
  private static let retryMs = 5_000
  /// The most files that wait in memory; a scan finds the others later.
  private static let maximumWaiting = 1_000

  nonisolated var unownedExecutor: UnownedSerialExecutor {
    unsafe reactor.asUnownedSerialExecutor()
  }

  init(on reactor: Reactor, folder: String, log: Logger) throws(DaemonError) {
    descriptor = inotify_init1(Int32(IN_NONBLOCK | IN_CLOEXEC))
    guard descriptor >= 0, Self.observe(folder, by: descriptor) else {
      throw DaemonError(
        .cannotCreate, zh: "无法监视目录 \(folder)：\(FileSystem.reason())。",
        en: "The folder \(folder) can't be watched: \(FileSystem.reason()).")
    }
    self.reactor = reactor
    self.folder = folder
    self.log = log
  }

  deinit {
    close(descriptor)
  }

  /// Doing it again changes nothing, unless the folder is another one by now.
  private static func observe(_ folder: String, by descriptor: Int32) -> Bool {
    let events = IN_CLOSE_WRITE | IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR
    return inotify_add_watch(descriptor, folder, UInt32(events)) >= 0
  }

  /// Begins to hand on files, those that are there already first.
  func start(handle: @escaping Handler) {
    self.handle = handle
    watch = reactor.watch(fileDescriptor: descriptor, for: .readable) { [weak self] in
      self?.assumeIsolated { $0.readEvents() }
    }
    scan()
  }

  func stop() {
    if let watch { reactor.unwatch(watch) }
    watch = nil
  }

  /// How many files wait.
  var waitingCount: Int { waiting.count + (working == nil ? 0 : 1) }

  private func readEvents() {
    var buffer = [UInt8](repeating: 0, count: 64 * 1024)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      guard count > 0 else { break }
      var offset = 0
      let header = MemoryLayout<inotify_event>.size
      while offset + header <= count {
        let event = buffer[offset...].withUnsafeBytes { $0.loadUnaligned(as: inotify_event.self) }
        let nameBytes = buffer[(offset + header)..<(offset + header + Int(event.len))]
        offset += header + Int(event.len)
        if event.mask & Self.scanEvents != 0 {
          scan()
        } else {
          add(String(decoding: nameBytes.prefix { $0 != 0 }, as: UTF8.self))
        }
      }
    }
    work()
  }

  /// The kernel could not tell of all files, or the folder itself is gone.
  private static let scanEvents = UInt32(IN_Q_OVERFLOW | IN_DELETE_SELF | IN_MOVE_SELF | IN_UNMOUNT)

  private func add(_ name: String) {
    guard Self.isReport(name), !waiting.contains(name) else { return }
    guard waiting.count < Self.maximumWaiting else { return scanLater() }
    waiting.append(name)
  }

  /// Programs put their own files beside the ones they write.
  private static func isReport(_ name: String) -> Bool {
    let isHidden = name.isEmpty || name.hasPrefix(".") || name.hasPrefix("~")
    let isPartial = [".tmp", ".part", ".partial", ".crdownload", ".swp"].contains {
      name.hasSuffix($0)
    }
    return !isHidden && !isPartial
  }

  private func scan() {
    guard Self.observe(folder, by: descriptor), let names = FileSystem.names(in: folder) else {
      log.error(
        "the inbox can't be read",
        metadata: ["folder": "\(folder)", "reason": "\(FileSystem.reason())"])
      return scanLater()
    }
    var hasUnsettled = false
    // The oldest first, so that of two revisions the newer one is what stays.
    let files = names.filter(Self.isReport).compactMap { name in
      FileSystem.millisecondsSinceChange(of: "\(folder)/\(name)").map { (age: $0, name: name) }
    }
    for file in files.sorted(by: { ($1.age, $0.name) < ($0.age, $1.name) })
    where file.name != working {
      if file.age >= Self.settledMs || file.age < 0 {
        add(file.name)
      } else {
        hasUnsettled = true
      }
    }
    if hasUnsettled { scanLater() }
    work()
  }

  /// However many files ask for it, one scan finds them all.
  private func scanLater() {
    guard !isScanDue else { return }
    isScanDue = true
    reactor.schedule(afterMs: Self.retryMs) { [weak self] in
      self?.assumeIsolated { watcher in
        watcher.isScanDue = false
        watcher.scan()
      }
    }
  }

  private func work() {
    guard working == nil, !waiting.isEmpty, watch != nil, let handle else { return }
    let name = waiting.removeFirst()
    working = name
    let path = "\(folder)/\(name)"
    Task {
      let verdict = await handle(path)
      self.finish(verdict)
    }
  }

  private func finish(_ verdict: Verdict) {
    working = nil
    if case .retry = verdict { scanLater() }
    work()
  }
}
