import ArgumentParser
import Daemons
import Foundation

/// `unionsync config`
struct ConfigCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config", abstract: "配置文件。 Files of settings.", subcommands: [Check.self])

  /// `unionsync config check`
  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "check",
      abstract: "检查配置，一次列出所有问题。 Check the settings; every problem is named at once.",
      discussion: """
        检查设置本身，以及其中写到的密钥、授权名单、目录等文件；不启动、不修改任何东西。
        默认检查 /etc/unionsync 里有的配置。环境变量 UNIONSYNC_… 优先于文件，--set 优先于环境变量。
        The settings are checked, and the keys, lists and catalogues that they name; nothing is
        started or changed. By default those of /etc/unionsync that are there are checked. The
        environment's UNIONSYNC_… goes before the file, and --set before the environment.

        EXAMPLES
          unionsync config check
          unionsync config check node node.yaml
          unionsync config check aggregator --set listen.http=127.0.0.1:8700

        EXIT CODES
          0 没有问题 / all is well    78 有问题 / there are problems
        """)

    @Argument(help: "哪个守护进程的配置。 Whose settings: aggregator or node.")
    var role: Role?

    @Argument(help: "配置文件。 The file.")
    var file: String?

    @OptionGroup var option: SettingsOption

    func run() throws {
      let layers = try option.layers()
      let checks = try ConfigCommand.targets(role, file).map { target in
        ConfigurationCheck(target.subject, path: target.path, layers: layers)
      }
      for check in checks {
        if check.problems.isEmpty { Output.line("\(check.path)：没有问题 / all is well") }
        for problem in check.problems { Output.line("\(check.path)：\(problem)") }
      }
      let count = checks.reduce(0) { $0 + $1.problems.count }
      guard count == 0 else { throw ExitCode(DaemonError.ExitCode.configuration.rawValue) }
    }
  }

  /// Which daemon's settings.
  enum Role: String, CaseIterable, ExpressibleByArgument {
    case aggregator
    case node

    var subject: ConfigurationCheck.Subject { self == .node ? .node : .aggregator }
    var defaultPath: String {
      self == .node ? NodeConfiguration.defaultPath : AggregatorConfiguration.defaultPath
    }
  }

  /// The files that are meant: one, or all that the package's folder has.
  ///
  /// - Throws: ``DaemonError`` where there is none.
  static func targets(
    _ role: Role?, _ file: String?
  ) throws(DaemonError) -> [(subject: ConfigurationCheck.Subject, path: String)] {
    if let role { return [(role.subject, file ?? role.defaultPath)] }
    let folder = URL(filePath: NodeConfiguration.defaultPath).deletingLastPathComponent().path
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    let found = names.filter { $0.hasSuffix(".yaml") }.sorted().compactMap {
      name -> (subject: ConfigurationCheck.Subject, path: String)? in
      let path = "\(folder)/\(name)"
      if path == AggregatorConfiguration.defaultPath { return (.aggregator, path) }
      return name.hasPrefix("node") ? (.node, path) : nil
    }
    guard !found.isEmpty else {
      throw DaemonError(
        .missingInput,
        zh: "/etc/unionsync 里没有配置：请先执行 unionsync node init 或 unionsync aggregator init。",
        en: "/etc/unionsync has no settings; run unionsync node init or unionsync aggregator init"
          + " first.")
    }
    return found
  }
}

/// What goes before a file of settings.
struct SettingsOption: ParsableArguments {
  @Option(
    name: .customLong("set"),
    help: "优先于文件的设置，如 listen.http=127.0.0.1:8700。 A setting that goes before the file.")
  var settings: [String] = []

  func layers() throws(DaemonError) -> SettingLayers {
    try SettingLayers(settings: settings)
  }
}
