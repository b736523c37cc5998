public import Reports
public import ZeroMQ

/// The keys that the city lets in, and for which area each speaks: a text file of
/// `AREA KEY NOTE…` lines. An area may have two keys while one replaces the other.
public struct AccessList: Hashable, Sendable {
  /// One line.
  public struct Grant: Hashable, Sendable {
    /// Whom the key speaks for.
    public let holder: Holder
    /// The key.
    public let key: CurvePublicKey
    /// What the administrator noted.
    public let note: String

    /// Makes a grant.
    public init(holder: Holder, key: CurvePublicKey, note: String) {
      self.holder = holder
      self.key = key
      self.note = note
    }

    /// Holder, key and note, as they stand in the file.
    public var fields: [String] { [holder.description, key.z85, note] }

    /// Who the key's holder is to the aggregator.
    public var identity: PeerIdentity {
      PeerIdentity(holder: holder, fingerprint: KeyFingerprint(of: key))
    }
  }

  /// Whom a key speaks for.
  public enum Holder: Hashable, Sendable, CustomStringConvertible {
    /// The office of an area.
    case area(AreaCode)
    /// Somebody who follows totals and publishes nothing.
    case watcher

    /// Reads a code, or `watcher`.
    public init?(_ text: String) {
      if text == "watcher" {
        self = .watcher
      } else if let area = AreaCode(text) {
        self = .area(area)
      } else {
        return nil
      }
    }

    /// Reads a code, or `watcher`.
    ///
    /// - Throws: ``DaemonError`` that says what is expected.
    public init(_ text: String, in areas: AreaList) throws(DaemonError) {
      guard let holder = Holder(text) else {
        throw DaemonError(
          .usage, zh: "“\(text)”应为六位区划代码或 watcher。",
          en: "'\(text)' must be an area's code of six digits, or 'watcher'.")
      }
      if case .area(let code) = holder, areas[code] == nil {
        throw DaemonError(
          .usage, zh: "区划代码表里没有 \(code)。", en: "The list of areas does not have \(code).")
      }
      self = holder
    }

    /// The code, or `watcher`.
    public var description: String {
      switch self {
      case .area(let area): area.description
      case .watcher: "watcher"
      }
    }
  }

  private enum Line: Hashable, Sendable {
    case grant(Grant)
    /// A comment or an empty line, as it stands in the file.
    case remark(String)

    var grant: Grant? {
      if case .grant(let grant) = self { grant } else { nil }
    }

    var text: String {
      switch self {
      case .grant(let grant): grant.fields.filter { !$0.isEmpty }.joined(separator: " ")
      case .remark(let text): text
      }
    }
  }

  private var lines: [Line]

  /// The longest list, in bytes: some ten thousand lines.
  static let maximumBytes = 1024 * 1024

  /// Makes a list.
  public init(_ grants: [Grant] = []) {
    lines = [.remark("# AREA KEY NOTE")] + grants.map(Line.grant)
  }

  /// Reads a list.
  ///
  /// - Throws: ``DaemonError`` that names the first line that is no grant.
  public init(path: String) throws(DaemonError) {
    try self.init(bytes: try FileSystem.read(path, atMost: Self.maximumBytes), of: path)
  }

  /// Reads the bytes of a list.
  ///
  /// - Throws: ``DaemonError`` that names the first line that is no grant. A list that can be
  ///   understood in two ways is none: each key has one line.
  init(bytes: [UInt8], of path: String) throws(DaemonError) {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw DaemonError(
        .configuration, zh: "授权名单 \(path) 不是 UTF-8 编码，请另存为 UTF-8。",
        en: "The access list \(path) is not UTF-8; save it as UTF-8.")
    }
    lines = []
    var lineOfKey: [CurvePublicKey: Int] = [:]
    // Swift takes a carriage return and a line feed for one character.
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .enumerated()
    {
      let fields = line.split(maxSplits: 2, whereSeparator: \.isWhitespace)
      guard let first = fields.first, !first.hasPrefix("#") else {
        lines.append(.remark(String(line)))
        continue
      }
      guard fields.count >= 2, let holder = Holder(String(first)),
        let key = try? CurvePublicKey(z85: String(fields[1]))
      else {
        throw DaemonError(
          .configuration, zh: "授权名单 \(path) 第 \(index + 1) 行应为“区划代码 公钥 备注”，请改正。",
          en: "Line \(index + 1) of the access list \(path) must be 'AREA KEY NOTE'; mend it.")
      }
      if let other = lineOfKey.updateValue(index + 1, forKey: key) {
        throw DaemonError(
          .configuration, zh: "授权名单 \(path) 第 \(index + 1) 行与第 \(other) 行是同一公钥，请删去一行。",
          en: "Line \(index + 1) of the access list \(path) has the key of line \(other) again;"
            + " remove one.")
      }
      lines.append(
        .grant(Grant(holder: holder, key: key, note: fields.count > 2 ? String(fields[2]) : "")))
    }
    if lines.last == .remark("") { lines.removeLast() }
  }

  /// Reads a list, or begins one where there is none.
  ///
  /// - Throws: ``DaemonError`` that names the first line that is no grant.
  public static func readOrEmpty(at path: String) throws(DaemonError) -> AccessList {
    FileSystem.exists(path) ? try AccessList(path: path) : AccessList()
  }

  /// The grants, in order.
  public var grants: [Grant] { lines.compactMap(\.grant) }

  /// Adds a grant; a key that is there already speaks for the new holder alone.
  public mutating func authorize(_ grant: Grant) {
    let line = Line.grant(grant)
    if let index = lines.firstIndex(where: { $0.grant?.key == grant.key }) {
      lines[index] = line
    } else if let index = lines.lastIndex(where: { $0.grant?.holder == grant.holder }) {
      // Beside the key that it replaces.
      lines.insert(line, at: index + 1)
    } else {
      lines.append(line)
    }
  }

  /// Takes keys off the list; comments stay.
  ///
  /// - Returns: The grants that stood there.
  public mutating func revoke(where isRevoked: (Grant) -> Bool) -> [Grant] {
    let revoked = grants.filter(isRevoked)
    lines.removeAll { $0.grant.map(isRevoked) ?? false }
    return revoked
  }

  /// Writes the list.
  ///
  /// - Throws: ``DaemonError`` where the file can't be written.
  public func write(to path: String) throws(DaemonError) {
    try FileSystem.write(text, to: path, mode: 0o640)
  }

  /// The list as it stands in the file.
  var text: [UInt8] {
    Array(lines.map { $0.text + "\n" }.joined().utf8)
  }

  /// The identities by key, as ZeroMQ asks for them.
  var userIDByKey: [CurvePublicKey: String] {
    Dictionary(
      grants.map { ($0.key, $0.identity.description) }, uniquingKeysWith: { _, last in last })
  }
}
