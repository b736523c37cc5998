import ArgumentParser
import Daemons

/// `unionsync doctor`
struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "体检：哪里不对，该怎么办。 Look at an installation: what is wrong, and what to do.",
    discussion: """
      检查设置、权限、密钥、时钟、磁盘、端口、版本、服务和对方是否连得上；守护进程运行与否都能用，\
      不修改任何东西。✗ 必须改正，! 值得留意，? 没能查明。
      Settings, permissions, keys, clock, disk, ports, versions, the service and its peers are looked \
      at, whether the daemon runs or not; nothing is changed. ✗ must be mended, ! is worth a look, \
      ? could not be found out.

      EXAMPLES
        sudo unionsync doctor                   本机所有配置 / all of this machine
        unionsync doctor node node/node.yaml    自己目录里的 / in a folder of one's own
        sudo unionsync doctor --format json     给程序用 / for programs

      EXIT CODES
        0 没有必须改正的 / nothing must be mended    1 有 / something must
        66 没有配置 / no settings                    77 请用 sudo / use sudo
      """)

  @Argument(help: "哪个守护进程的配置。 Whose settings: aggregator or node.")
  var role: ConfigCommand.Role?

  @Argument(help: "配置文件。 The file.")
  var file: String?

  @Option(help: "输出格式。 How to print.")
  var format = AnswerFormat.table

  @OptionGroup var option: SettingsOption

  func run() async throws {
    let layers = try option.layers()
    var diagnoses: [Diagnosis] = []
    for target in try ConfigCommand.targets(role, file) {
      diagnoses.append(
        try await Doctor(target.subject, path: target.path, layers: layers).examine())
    }
    if format == .json {
      Output.line(try Output.json(diagnoses, pretty: true))
    } else {
      for diagnosis in diagnoses { show(diagnosis) }
    }
    guard diagnoses.allSatisfy(\.isWell) else {
      throw ExitCode(DaemonError.ExitCode.failure.rawValue)
    }
  }

  private func show(_ diagnosis: Diagnosis) {
    Output.line(diagnosis.path)
    for topic in Diagnosis.Topic.allCases {
      let findings = diagnosis.findings.filter { $0.topic == topic }
      Output.line("  \(findings.isEmpty ? "✓" : "·") \(topic.nameZh) \(topic.rawValue)")
      for finding in findings {
        Output.line("    \(finding.severity.mark) \(finding.messageZh)")
        Output.line("      \(finding.messageEn)")
      }
    }
  }
}

extension Diagnosis.Topic {
  /// What people call it in Chinese.
  fileprivate var nameZh: String {
    switch self {
    case .settings: "设置"
    case .permissions: "权限"
    case .keys: "密钥"
    case .clock: "时钟"
    case .disk: "磁盘"
    case .ports: "端口"
    case .versions: "版本"
    case .service: "服务"
    case .peers: "对方"
    }
  }
}

extension Diagnosis.Severity {
  fileprivate var mark: String {
    switch self {
    case .wrong: "✗"
    case .hint: "!"
    case .unknown: "?"
    }
  }
}
