internal import Foundation
internal import Glibc
internal import Storage

/// Gathers what the machine tells about an installation; nothing is changed.
enum MachineLook {
  /// The user that the package's daemons run as.
  private static let packageUser = "unionsync"

  /// Whom a daemon runs as: the package's user, or whoever asks.
  static func account(isPackaged: Bool) -> PermissionFacts.Account? {
    guard isPackaged else {
      var groups = [gid_t](repeating: 0, count: 1024)
      let count = getgroups(Int32(groups.count), &groups)
      let name = getpwuid(geteuid()).map { String(cString: $0.pointee.pw_name) }
      return PermissionFacts.Account(
        name: name ?? "\(geteuid())", user: geteuid(),
        groups: Set(groups.prefix(max(Int(count), 0)) + [getegid()]))
    }
    guard let entry = getpwnam(packageUser) else { return nil }
    let (user, group) = (entry.pointee.pw_uid, entry.pointee.pw_gid)
    var groups = [gid_t](repeating: 0, count: 1024)
    var count = Int32(groups.count)
    guard getgrouplist(packageUser, group, &groups, &count) >= 0 else { return nil }
    return PermissionFacts.Account(
      name: packageUser, user: user, groups: Set(groups.prefix(Int(count))))
  }

  /// The way to a file, as far as there is one.
  static func place(_ path: String, _ purpose: PermissionFacts.Purpose) -> PermissionFacts.Place {
    let absolute = URL(filePath: path).standardizedFileURL.path
    var way: [PermissionFacts.Entry] = []
    var walked = ""
    for part in [""] + absolute.split(separator: "/").map(String.init) {
      walked = part.isEmpty ? "/" : walked == "/" ? "/\(part)" : "\(walked)/\(part)"
      var status = stat()
      guard stat(walked, &status) == 0 else { break }
      way.append(
        PermissionFacts.Entry(
          path: walked, isFolder: status.st_mode & S_IFMT == S_IFDIR,
          mode: status.st_mode & 0o7777, owner: status.st_uid, group: status.st_gid))
    }
    return PermissionFacts.Place(path: absolute, purpose: purpose, way: way)
  }

  /// Whether something keeps the clock in time; nil where the system does not tell.
  static var isClockSynchronised: Bool? {
    switch ask("timedatectl", ["show", "--property=NTPSynchronized", "--value"]) {
    case "yes\n": true
    case "no\n": false
    default: nil
    }
  }

  /// The program that runs.
  static var programPath: String {
    (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
  }

  /// Room on the file system of a folder, or of the nearest one above that is there.
  static func disk(of folder: String, store: String) -> DiskFacts? {
    var status = statvfs()
    var path = URL(filePath: folder).standardizedFileURL
    while statvfs(path.path, &status) != 0 {
      guard path.path != "/" else { return nil }
      path.deleteLastPathComponent()
    }
    return DiskFacts(
      path: folder, freeBytes: Int64(clamping: status.f_bavail * UInt(status.f_frsize)),
      freeFiles: status.f_files == 0 ? nil : Int64(clamping: status.f_favail),
      isReadOnly: status.f_flag & UInt(ST_RDONLY) != 0,
      storeBytes: ProcessFacts.storeBytes("\(folder)/\(store)").map(Int64.init) ?? 0)
  }

  /// What a store's file says of itself; nil where there is none, or where that may stand in its log
  /// of writes, as with a daemon that runs or was killed.
  static func header(of store: String) -> StoreHeader? {
    guard (try? FileSystem.size(of: store + "-wal")) ?? 0 == 0,
      let file = FileHandle(forReadingAtPath: store)
    else { return nil }
    defer { try? file.close() }
    return (try? file.read(upToCount: StoreHeader.byteCount)).flatMap { StoreHeader($0) }
  }

  /// Where programs are looked for, as the daemon does.
  private static let programFolders = ["/usr/bin", "/usr/local/bin", "/bin"]

  /// Whether a program is installed.
  static func hasProgram(_ name: String) -> Bool {
    programFolders.contains { access("\($0)/\(name)", X_OK) == 0 }
  }

  /// Who listens on these ports.
  static func listeners(on wanted: [PortFacts.Wanted]) -> [Listener] {
    let tables = ["/proc/net/tcp", "/proc/net/tcp6"].compactMap {
      try? String(contentsOfFile: $0, encoding: .utf8)
    }
    var found = tables.flatMap(Listener.read).filter { listener in
      wanted.contains { listener.meets($0) }
    }
    let programs = found.isEmpty ? [:] : programs(of: Set(found.map(\.node)))
    for index in found.indices { found[index].program = programs[found[index].node] }
    return found
  }

  /// The programs that have sockets, as far as this user may see.
  private static func programs(of sockets: Set<UInt64>) -> [UInt64: String] {
    var programs: [UInt64: String] = [:]
    for process in FileSystem.names(in: "/proc") ?? [] where Int(process) != nil {
      let folder = "/proc/\(process)/fd"
      for descriptor in FileSystem.names(in: folder) ?? [] {
        guard
          let target = try? FileManager.default.destinationOfSymbolicLink(
            atPath: "\(folder)/\(descriptor)"),
          target.hasPrefix("socket:["), let node = UInt64(target.dropFirst(8).dropLast()),
          sockets.contains(node)
        else { continue }
        let name = try? String(contentsOfFile: "/proc/\(process)/comm", encoding: .utf8)
        programs[node] = "\(name?.trimmingCharacters(in: .newlines) ?? "?"), PID \(process)"
      }
    }
    return programs
  }

  /// What systemd says of a unit; nil where there is no systemd or no such unit.
  static func unit(_ name: String) -> ServiceFacts.Unit? {
    let properties = ServiceFacts.Unit.properties.map { "--property=\($0)" }
    return ask("systemctl", ["show", name + ".service"] + properties).flatMap {
      ServiceFacts.Unit(name: name, properties: $0)
    }
  }

  /// What a tool of systemd prints; nil where systemd does not run the machine.
  private static func ask(_ tool: String, _ arguments: [String]) -> String? {
    guard FileSystem.exists("/run/systemd/system") else { return nil }
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/\(tool)")
    process.arguments = arguments
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return nil }
    let text = (try? output.fileHandleForReading.readToEnd()) ?? Data()
    process.waitUntilExit()
    return process.terminationStatus == 0 ? String(decoding: text, as: UTF8.self) : nil
  }
}
