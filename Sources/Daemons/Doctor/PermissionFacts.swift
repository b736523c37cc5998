/// Who may read and write the files of an installation.
struct PermissionFacts: Facts {
  static let topic = Diagnosis.Topic.permissions

  /// A file or folder on the way to a file.
  struct Entry: Hashable {
    let path: String
    var isFolder = false
    /// The permission bits, of owner, group and others.
    let mode: UInt32
    let owner: UInt32
    let group: UInt32
  }

  /// What a file is for.
  enum Purpose: Hashable {
    /// The secret key. That nobody else may read it is the settings' check's business.
    case secret
    /// The daemon reads it, and only its administrator changes it.
    case settings
    /// The daemon alone works in it.
    case state
    /// Clerks of the daemon's group drop reports here.
    case inbox
  }

  /// A file, and the way to it from the root as far as there is one.
  struct Place: Hashable {
    let path: String
    let purpose: Purpose
    let way: [Entry]

    /// The file itself; nil where it is not there.
    var entry: Entry? { way.last.flatMap { $0.path == path ? $0 : nil } }
  }

  /// Whom a daemon runs as.
  struct Account: Hashable {
    let name: String
    let user: UInt32
    let groups: Set<UInt32>
  }

  /// What may be done with an entry.
  private struct Rights: OptionSet {
    let rawValue: UInt32
    static let read = Rights(rawValue: 4)
    static let write = Rights(rawValue: 2)
    /// Of a folder: to come by.
    static let search = Rights(rawValue: 1)
  }

  /// Whom the daemon runs as; nil where the package's user is not there.
  let account: Account?
  /// Whether systemd hands the key over, so that its file stays root's.
  let isPackaged: Bool
  let places: [Place]

  var findings: [Diagnosis.Finding] {
    guard let account else {
      return [
        wrong(
          zh: "没有用户 unionsync，守护进程无法启动；请执行 systemd-sysusers，或重新安装软件包。",
          en:
            "There is no user unionsync for the daemon to run as; run systemd-sysusers, or install"
            + " the package again.")
      ]
    }
    return places.flatMap { place in findings(of: place, account) }
  }

  private func findings(of place: Place, _ account: Account) -> [Diagnosis.Finding] {
    // A file that is missing is the business of the settings' check, or made by the daemon.
    guard let entry = place.entry else { return [] }
    var findings: [Diagnosis.Finding] = []
    if place.purpose != .secret || !isPackaged {
      let barred = place.way.dropLast().first { !rights(of: account, to: $0).contains(.search) }
      if let barred {
        return [
          wrong(
            zh:
              "用户 \(account.name) 进不了目录 \(barred.path)，用不到 \(place.path)；请执行 chmod o+x"
              + " \(barred.path)。",
            en:
              "\(account.name) can't get to \(place.path) by the folder \(barred.path); run: chmod"
              + " o+x \(barred.path)")
        ]
      }
    }
    switch place.purpose {
    case .secret: findings += secret(entry, account)
    case .settings: findings += settings(entry, account)
    case .state: findings += state(entry, account)
    case .inbox: findings += inbox(entry, account)
    }
    return findings
  }

  private func secret(_ entry: Entry, _ account: Account) -> [Diagnosis.Finding] {
    var findings: [Diagnosis.Finding] = []
    if isPackaged, entry.owner != 0 {
      findings.append(
        hint(
          zh: "私钥 \(entry.path) 不归 root 所有；请执行 chown root:root \(entry.path)，守护进程由 systemd 得到它。",
          en: "The secret key \(entry.path) is not root's; run: chown root:root \(entry.path); the"
            + " daemon gets it from systemd."))
    }
    if !isPackaged, !rights(of: account, to: entry).contains(.read) {
      findings.append(unreadable(entry, account, fix: "chown \(account.name) \(entry.path)"))
    }
    return findings
  }

  private func settings(_ entry: Entry, _ account: Account) -> [Diagnosis.Finding] {
    var findings: [Diagnosis.Finding] = []
    if !rights(of: account, to: entry).contains(.read) {
      findings.append(
        unreadable(
          entry, account, fix: "chgrp \(account.name) \(entry.path) && chmod g+r \(entry.path)"))
    }
    if entry.mode & 0o002 != 0 {
      findings.append(
        wrong(
          zh: "任何用户都能改动 \(entry.path)；请执行 chmod o-w \(entry.path)。",
          en: "Anybody can change \(entry.path); run: chmod o-w \(entry.path)"))
    }
    return findings
  }

  private func state(_ entry: Entry, _ account: Account) -> [Diagnosis.Finding] {
    var findings: [Diagnosis.Finding] = []
    if !rights(of: account, to: entry).isSuperset(of: [.read, .write, .search]) {
      findings.append(unwritable(entry, account, fix: "chown -R \(account.name) \(entry.path)"))
    }
    if entry.mode & 0o007 != 0 {
      findings.append(
        hint(
          zh: "其他用户能看到 \(entry.path) 里的报告；请执行 chmod o-rwx \(entry.path)。",
          en: "Other users can see the reports in \(entry.path); run: chmod o-rwx \(entry.path)"))
    }
    return findings
  }

  private func inbox(_ entry: Entry, _ account: Account) -> [Diagnosis.Finding] {
    var findings: [Diagnosis.Finding] = []
    if !rights(of: account, to: entry).isSuperset(of: [.read, .write, .search]) {
      findings.append(unwritable(entry, account, fix: "chown \(account.name) \(entry.path)"))
    }
    if isPackaged, !account.groups.contains(entry.group) || entry.mode & 0o030 != 0o030 {
      let fix = "chgrp \(account.name) \(entry.path) && chmod g+rwx \(entry.path)"
      findings.append(
        wrong(
          zh: "\(account.name) 组的办事员不能把报告放进 \(entry.path)；请执行 \(fix)。",
          en: "Clerks of the group \(account.name) can't drop reports in \(entry.path); run: \(fix)"
        ))
    }
    if entry.mode & 0o002 != 0 {
      findings.append(
        wrong(
          zh: "任何用户都能把报告放进 \(entry.path)；请执行 chmod o-w \(entry.path)。",
          en: "Anybody can drop reports in \(entry.path); run: chmod o-w \(entry.path)"))
    }
    return findings
  }

  /// What the mode grants; access control lists are not looked at.
  private func rights(of account: Account, to entry: Entry) -> Rights {
    if account.user == 0 { return [.read, .write, .search] }
    let shift: UInt32 =
      account.user == entry.owner ? 6 : account.groups.contains(entry.group) ? 3 : 0
    return Rights(rawValue: entry.mode >> shift & 7)
  }

  private func unreadable(_ entry: Entry, _ account: Account, fix: String) -> Diagnosis.Finding {
    wrong(
      zh: "守护进程（用户 \(account.name)）不能读取 \(entry.path)；请执行 \(fix)。",
      en: "The daemon, which runs as \(account.name), may not read \(entry.path); run: \(fix)")
  }

  private func unwritable(_ entry: Entry, _ account: Account, fix: String) -> Diagnosis.Finding {
    wrong(
      zh: "守护进程（用户 \(account.name)）不能写入 \(entry.path)；请执行 \(fix)。",
      en: "The daemon, which runs as \(account.name), may not write to \(entry.path); run: \(fix)")
  }
}
