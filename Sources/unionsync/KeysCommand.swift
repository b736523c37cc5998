import ArgumentParser
import Daemons
import Reports

/// `unionsync keys`
struct KeysCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keys", abstract: "密钥与授权名单。 Keys and who is let in.",
    subcommands: [Generate.self, Authorize.self, Revoke.self, List.self])

  /// `unionsync keys generate`
  struct Generate: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "generate",
      abstract: "生成一对密钥：FILE 自己保管，FILE.pub 交给对方。 Make a key pair.",
      discussion: "EXAMPLE\n  unionsync keys generate /etc/unionsync/node.key")

    @Argument(help: "私钥文件，不会覆盖已有文件。 The file of the secret key; never overwritten.")
    var file: String

    func run() throws {
      let key = try KeyFile.generate(at: file)
      Output.line("\(key)")
    }
  }

  /// `unionsync keys authorize`
  struct Authorize: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "authorize",
      abstract: "允许一个公钥代表一个区划；换钥时新旧可以并存。 Let a public key speak for an area.",
      discussion: """
        EXAMPLES
          unionsync keys authorize 220821 node.key.pub --access /etc/unionsync/access.list
          unionsync keys authorize watcher page.key.pub --access /etc/unionsync/access.list
        """)

    @Argument(help: "区划代码，或 watcher。 An area's code, or 'watcher'.")
    var holder: String

    @Argument(help: "公钥文件。 The file of the public key.")
    var file: String

    @Option(help: "授权名单。 The access list.")
    var access: String

    @Option(help: "备注。 A note.")
    var note = ""

    func run() throws {
      let holder = try AccessList.Holder(holder, in: .builtIn)
      var list = try AccessList.readOrEmpty(at: access)
      list.authorize(.init(holder: holder, key: try KeyFile.readPublic(at: file), note: note))
      try list.write(to: access)
      Output.line("已授权 \(holder)，市级守护进程重启后生效。")
      Output.line("\(holder) is let in once the aggregator has restarted.")
    }
  }

  /// `unionsync keys revoke`
  struct Revoke: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "revoke", abstract: "撤销一个公钥。 Take a public key off the list.")

    @Argument(help: "公钥文件。 The file of the public key.")
    var file: String

    @Option(help: "授权名单。 The access list.")
    var access: String

    func run() throws {
      var list = try AccessList(path: access)
      let key = try KeyFile.readPublic(at: file)
      guard !list.revoke(where: { $0.key == key }).isEmpty else {
        throw DaemonError(
          .missingInput, zh: "名单 \(access) 里没有这个公钥。", en: "The key is not on the list \(access).")
      }
      try list.write(to: access)
      Output.line("已撤销，市级守护进程重启后生效。")
      Output.line("Revoked; it takes effect once the aggregator has restarted.")
    }
  }

  /// `unionsync keys list`
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "列出授权名单。 List who is let in.")

    @Option(help: "授权名单。 The access list.")
    var access: String

    func run() throws {
      var table = TextTable([("持有者", .left), ("公钥", .left), ("备注", .left)])
      for grant in try AccessList(path: access).grants {
        table.add(grant.fields)
      }
      for line in table.lines { Output.line(line) }
    }
  }
}
