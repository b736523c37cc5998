/// The daemon, and the systemd unit that runs it.
struct ServiceFacts: Facts {
  static let topic = Diagnosis.Topic.service

  /// A unit as systemd describes it.
  struct Unit: Hashable {
    let name: String
    /// `active`, `inactive`, `failed`, `activating` and others of `systemctl(1)`.
    let activity: String
    /// `enabled`, `disabled`, and others.
    let enablement: String
    /// How often systemd has started it again by itself.
    let restarts: Int
    /// What the daemon said last.
    let status: String

    /// Reads what `systemctl show` prints; nil where it is about no unit.
    init?(name: String, properties text: String) {
      var values: [Substring: String] = [:]
      for line in text.split(separator: "\n") {
        let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        if parts.count == 2 { values[parts[0]] = String(parts[1]) }
      }
      guard values["LoadState"] == "loaded", let activity = values["ActiveState"] else {
        return nil
      }
      self.name = name
      self.activity = activity
      enablement = values["UnitFileState"] ?? ""
      restarts = values["NRestarts"].flatMap(Int.init) ?? 0
      status = values["StatusText"] ?? ""
    }

    /// What ``init(name:properties:)`` reads.
    static let properties = [
      "LoadState", "ActiveState", "UnitFileState", "NRestarts", "StatusText",
    ]
  }

  /// How the daemon answered.
  enum Answer: Hashable {
    case answered
    /// It does not run, or does not answer: why.
    case silent(DaemonError)
  }

  /// The unit; nil where systemd does not run the daemon.
  let unit: Unit?
  /// The command that starts the daemon where no unit does.
  let command: String
  let answer: Answer

  /// So many restarts and more are told; one or two are what reboots and upgrades cost.
  static let noticedRestarts = 3

  var findings: [Diagnosis.Finding] {
    guard let unit else {
      guard case .silent(let reason) = answer else { return [] }
      return [
        hint(
          zh: "\(reason.messageZh)启动：\(command)",
          en: "\(reason.messageEn) Start it with: \(command)")
      ]
    }
    return activity(unit) + boot(unit)
  }

  private func activity(_ unit: Unit) -> [Diagnosis.Finding] {
    let reason = unit.status.isEmpty ? "" : "（\(unit.status)）"
    let reasonEn = unit.status.isEmpty ? "" : " (\(unit.status))"
    switch (unit.activity, answer) {
    case ("active", .answered), ("reloading", .answered):
      guard unit.restarts >= Self.noticedRestarts else { return [] }
      return [
        hint(
          zh:
            "\(unit.name) 自动重启过 \(unit.restarts) 次；请用 journalctl -u \(unit.name) -p warning 查看原因。",
          en: "\(unit.name) was started again \(unit.restarts) times; look for the reason with:"
            + " journalctl -u \(unit.name) -p warning")
      ]
    case ("active", .silent(let error)), ("reloading", .silent(let error)):
      return [
        wrong(
          zh:
            "\(unit.name) 在运行却没有应答：\(error.messageZh) 半分钟内会自动重启；仍不行请执行 systemctl restart"
            + " \(unit.name)。",
          en: "\(unit.name) runs and does not answer: \(error.messageEn) It is started again within"
            + " half a minute; else run: systemctl restart \(unit.name)")
      ]
    case ("inactive", _):
      return [
        wrong(
          zh: "\(unit.name) 没有运行；请执行 systemctl enable --now \(unit.name)。",
          en: "\(unit.name) does not run; run: systemctl enable --now \(unit.name)")
      ]
    default:
      return [
        wrong(
          zh:
            "\(unit.name) 起不来，systemd 在不断重试\(reason)；请先改正这里指出的问题，再看 journalctl -u \(unit.name)"
            + " -n 20。",
          en:
            "\(unit.name) does not come up, and systemd goes on trying\(reasonEn); mend what"
            + " is named"
            + " here first, then look at: journalctl -u \(unit.name) -n 20")
      ]
    }
  }

  private func boot(_ unit: Unit) -> [Diagnosis.Finding] {
    guard unit.activity != "inactive", unit.enablement == "disabled" else { return [] }
    return [
      wrong(
        zh: "\(unit.name) 开机后不会自动运行；请执行 systemctl enable \(unit.name)。",
        en: "\(unit.name) does not come up when the machine starts; run: systemctl enable"
          + " \(unit.name)")
    ]
  }
}
