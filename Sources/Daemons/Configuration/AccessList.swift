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

    /// The code, or `watcher`; also the identity that ZeroMQ puts on each message.
    public var description: String {
      switch self {
      case .area(let area): area.description
      case .watcher: "watcher"
      }
    }
  }

  /// The lines, in order.
  public private(set) var grants: [Grant]

  private static let maximumBytes = 1024 * 1024

  /// Makes a list.
  public init(_ grants: [Grant] = []) {
    self.grants = grants
  }

  /// Reads a list.
  ///
  /// - Throws: ``DaemonError`` that names the first line that is no grant.
  public init(path: String) throws(DaemonError) {
    let text = String(
      decoding: try FileSystem.read(path, atMost: Self.maximumBytes), as: UTF8.self)
    var grants: [Grant] = []
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      guard !line.isEmpty, !line.hasPrefix("#") else { continue }
      let fields = line.split(separator: " ", maxSplits: 2)
      guard fields.count >= 2, let holder = Holder(String(fields[0])),
        let key = try? CurvePublicKey(z85: String(fields[1]))
      else {
        throw DaemonError(
          .configuration, zh: "授权名单 \(path) 第 \(index + 1) 行应为“区划代码 公钥 备注”，请改正。",
          en: "Line \(index + 1) of the access list \(path) must be 'AREA KEY NOTE'; mend it.")
      }
      grants.append(
        Grant(holder: holder, key: key, note: fields.count > 2 ? String(fields[2]) : ""))
    }
    self.grants = grants
  }

  /// Reads a list, or begins one where there is none.
  ///
  /// - Throws: ``DaemonError`` that names the first line that is no grant.
  public static func readOrEmpty(at path: String) throws(DaemonError) -> AccessList {
    FileSystem.exists(path) ? try AccessList(path: path) : AccessList()
  }

  /// Adds a grant; a key that is there already speaks for the new holder alone.
  public mutating func authorize(_ grant: Grant) {
    grants.removeAll { $0.key == grant.key }
    grants.append(grant)
  }

  /// Takes a key off the list.
  ///
  /// - Returns: Whether it stood there.
  public mutating func revoke(_ key: CurvePublicKey) -> Bool {
    let before = grants.count
    grants.removeAll { $0.key == key }
    return grants.count < before
  }

  /// Writes the list.
  ///
  /// - Throws: ``DaemonError`` where the file can't be written.
  public func write(to path: String) throws(DaemonError) {
    let lines = grants.map { grant in
      grant.fields.filter { !$0.isEmpty }.joined(separator: " ")
    }
    let text = "# AREA KEY NOTE\n" + lines.map { $0 + "\n" }.joined()
    try FileSystem.write(Array(text.utf8), to: path, mode: 0o640)
  }

  /// The identities by key, as ZeroMQ asks for them.
  var userIDByKey: [CurvePublicKey: String] {
    Dictionary(
      grants.map { ($0.key, $0.holder.description) }, uniquingKeysWith: { _, last in last })
  }
}
