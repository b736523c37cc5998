internal import Glibc
internal import ZeroMQ

/// Where an installation is set up: in the folders of the package and its units, or in a folder of
/// any user's own.
public struct SetupPlace: Hashable, Sendable {
  /// The folder of settings and keys.
  public let folder: String
  /// Whether it is the package's, whose state and sockets lie where the units make folders.
  public let isPackaged: Bool

  /// Where the package keeps settings and keys.
  public static let packagedFolder = "/etc/unionsync"

  /// The longest path of a socket, in bytes (`unix(7)`: 108 with the zero at its end).
  private static let maximumSocketPath = 107

  /// The package's folders, whatever is there.
  static let package = SetupPlace(packaged: packagedFolder)

  private init(packaged folder: String) {
    self.folder = folder
    isPackaged = true
  }

  /// Takes a user's own folder; nil takes the package's.
  ///
  /// - Throws: ``DaemonError`` where it can't be made or written to, or is too deep for sockets.
  public init(folder: String?) throws(DaemonError) {
    if let folder {
      self.folder = folder
      isPackaged = false
      let socket = Self.absolute(folder) + "/aggregator/control.sock.totals"
      guard socket.utf8.count <= Self.maximumSocketPath else {
        throw DaemonError(
          .cannotCreate, zh: "目录 \(folder) 的路径太长，放不下控制套接字，请换一个较短的目录。",
          en: "The path of \(folder) is too long for the control socket; choose a shorter one.")
      }
      try FileSystem.makeFolder(folder)
    } else {
      self = .package
      guard access(Self.packagedFolder, W_OK | X_OK) == 0 else {
        let isThere = FileSystem.exists(Self.packagedFolder)
        throw DaemonError(
          isThere ? .noPermission : .cannotCreate,
          zh: isThere
            ? "没有权限写入 \(Self.packagedFolder)，请用 sudo 执行，或用 --folder 指定自己的目录。"
            : "没有目录 \(Self.packagedFolder)，请先安装软件包，或用 --folder 指定自己的目录。",
          en: isThere
            ? "\(Self.packagedFolder) may not be written to; use sudo, or name a folder of your own"
              + " with --folder."
            : "There is no \(Self.packagedFolder); install the package first, or name a folder of"
              + " your own with --folder.")
      }
    }
  }

  private static func absolute(_ path: String) -> String {
    if path.hasPrefix("/") { return path }
    guard let here = getcwd(nil, 0) else { return path }
    defer { free(here) }
    return String(cString: here) + "/" + path
  }

  /// The path of a file in the folder.
  func path(_ name: String) -> String { "\(folder)/\(name)" }

  /// How a daemon's file of settings names what lies in the folder.
  func setting(_ name: String) -> String { isPackaged ? path(name) : name }

  /// How a daemon's file of settings names its state folder; `stem` is the daemon's name, such as
  /// `node-220821`.
  func stateSetting(_ stem: String) -> String {
    isPackaged ? "/var/lib/unionsync/\(stem)" : stem
  }

  /// How a daemon's file of settings names its control socket.
  func controlSetting(_ stem: String) -> String {
    isPackaged ? "/run/unionsync/\(stem)/control.sock" : "\(stem)/control.sock"
  }
}

/// A file that setting up has dealt with.
public struct SetupFile: Hashable, Sendable {
  /// Where it is.
  public let path: String
  /// Whether it was made now; else it was there and is as it was.
  public let isNew: Bool

  /// Makes a file that is missing; one that is there stays as it is. It gets its mode whatever the
  /// process's mask is: the daemon reads it by its group.
  static func make(
    _ path: String, mode: UInt32, text: [UInt8]
  ) throws(DaemonError) -> SetupFile {
    if FileSystem.exists(path) { return SetupFile(path: path, isNew: false) }
    try write(path, mode: mode, text: text)
    return SetupFile(path: path, isNew: true)
  }

  /// Writes a file that follows from others, if it does not say so already.
  static func update(
    _ path: String, mode: UInt32, text: [UInt8]
  ) throws(DaemonError) -> SetupFile {
    let present =
      FileSystem.exists(path)
      ? try FileSystem.read(path, atMost: Enrolment.maximumBytes) : nil
    if present == text { return SetupFile(path: path, isNew: false) }
    try write(path, mode: mode, text: text)
    return SetupFile(path: path, isNew: true)
  }

  private static func write(_ path: String, mode: UInt32, text: [UInt8]) throws(DaemonError) {
    try FileSystem.write(text, to: path, mode: mode)
    chmod(path, mode)
  }

  /// The modes of what is made.
  static let settingsMode: UInt32 = 0o640
  static let publicMode: UInt32 = 0o644
}

extension KeyFile {
  /// Makes a pair where there is none, and the file of the public half where only that is missing.
  ///
  /// - Returns: The public key, and both files.
  /// - Throws: ``DaemonError`` where the secret key can't be used, or the public one is of another.
  static func ensure(
    at path: String
  ) throws(DaemonError) -> (key: CurvePublicKey, files: [SetupFile]) {
    let isNew = !FileSystem.exists(path)
    let key = isNew ? try generate(at: path) : try readSecret(at: path).publicKey
    let publicFile: SetupFile
    if isNew {
      chmod(path + ".pub", SetupFile.publicMode)
      publicFile = SetupFile(path: path + ".pub", isNew: true)
    } else {
      publicFile = try keepPublic(key, at: path + ".pub")
    }
    return (key, [SetupFile(path: path, isNew: isNew), publicFile])
  }

  /// Puts a public key into a file where there is none.
  ///
  /// - Throws: ``DaemonError`` where the file holds another key.
  static func keepPublic(
    _ key: CurvePublicKey, at path: String
  ) throws(DaemonError) -> SetupFile {
    try checkPublic(key, at: path)
    return try SetupFile.make(path, mode: SetupFile.publicMode, text: Array("\(key)\n".utf8))
  }

  /// Makes sure that a file holds no other key than this one.
  ///
  /// - Throws: ``DaemonError`` where it does.
  static func checkPublic(_ key: CurvePublicKey, at path: String) throws(DaemonError) {
    guard FileSystem.exists(path) else { return }
    let present = try readPublic(at: path)
    guard present == key else {
      throw DaemonError(
        .cannotCreate,
        zh: "\(path) 里是另一个公钥（指纹 \(KeyFingerprint(of: present))），不会覆盖；确认要换时请先移走它。",
        en: "\(path) holds another public key (fingerprint \(KeyFingerprint(of: present))) and is"
          + " not overwritten; move it away first if it is to be replaced.")
    }
  }
}
