internal import Glibc

/// The file of an access list, for commands that change it.
///
/// A change reads, changes and replaces the file under a lock, so that of two commands at once none
/// loses what the other did, and an aggregator sees the old list or the new one, never a part. Owner
/// and mode stay: a list that only root may write but the daemon's group may read remains so.
public struct AccessFile: Sendable {
  /// The path of the list.
  public let path: String

  /// Where the packages put the file.
  public static let defaultPath = "/etc/unionsync/access.list"

  /// An area has two keys only while one takes the other's place.
  public static let maximumKeysPerArea = 2
  /// Where a new file is made; the daemon reads it by its group.
  private static let mode: mode_t = 0o640

  /// Names a file; nothing is read yet.
  public init(path: String) {
    self.path = path
  }

  /// Lets a key in, or gives one that is let in another note.
  ///
  /// - Throws: ``DaemonError`` where the key speaks for somebody else, or the area has two keys.
  public func authorize(_ grant: AccessList.Grant) throws(DaemonError) {
    try change { list throws(DaemonError) in
      let others = list.grants.filter { $0.key != grant.key }
      if let present = list.grants.first(where: { $0.key == grant.key }),
        present.holder != grant.holder
      {
        throw DaemonError(
          .usage, zh: "这个公钥已属于 \(present.holder)，请先撤销，或为 \(grant.holder) 另外生成密钥。",
          en: "The key speaks for \(present.holder) already; revoke it first, or generate another"
            + " for \(grant.holder).")
      }
      if case .area = grant.holder,
        others.count(where: { $0.holder == grant.holder }) >= Self.maximumKeysPerArea
      {
        throw DaemonError(
          .usage, zh: "\(grant.holder) 已有两个公钥，请先撤销旧的一个。",
          en: "\(grant.holder) has two keys already; revoke the old one first.")
      }
      list.authorize(grant)
    }
  }

  /// The other keys that speak for a grant's holder.
  ///
  /// - Throws: ``DaemonError`` where the list can't be read.
  public func others(than grant: AccessList.Grant) throws(DaemonError) -> [AccessList.Grant] {
    try AccessList.readOrEmpty(at: path).grants.filter {
      $0.holder == grant.holder && $0.key != grant.key
    }
  }

  /// Takes keys off the list.
  ///
  /// - Returns: What was taken off; empty where nothing is meant, and the file is left alone then.
  /// - Throws: ``DaemonError`` where the list can't be read or written.
  public func revoke(
    where isRevoked: (AccessList.Grant) -> Bool
  ) throws(DaemonError) -> [AccessList.Grant] {
    var revoked: [AccessList.Grant] = []
    try change { list throws(DaemonError) in
      revoked = list.revoke(where: isRevoked)
    }
    return revoked
  }

  private func change(
    _ body: (inout AccessList) throws(DaemonError) -> Void
  ) throws(DaemonError) {
    try LockedFile(path: path, newMode: Self.mode).change { path throws(DaemonError) in
      let before = try AccessList.readOrEmpty(at: path)
      var list = before
      try body(&list)
      return list == before ? nil : list.text
    }
  }
}
