import ArgumentParser
import Daemons
import Reports

/// `unionsync keys`
struct KeysCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keys", abstract: "密钥与授权名单。 Keys and who is let in.",
    discussion: """
      名单改动后，正在运行的市级守护进程一秒左右自动生效，无需重启。
      A running aggregator goes by a changed list within about a second.

      EXAMPLES
        unionsync keys authorize UN1/220821/…          县区登记码 / an office's code
        unionsync keys authorize unionsync-220821.txt  登记文件 / or its file
        unionsync keys list
        unionsync keys revoke 220821

      换钥 / A NEW KEY IN PLACE OF AN OLD ONE
        unionsync keys authorize 220821 new.key.pub    新旧并存 / both are let in
        unionsync keys revoke old.key.pub              节点换用新钥后 / once the node uses the new one
      """,
    subcommands: [Generate.self, Authorize.self, Revoke.self, List.self])

  /// `unionsync keys generate`
  struct Generate: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "generate",
      abstract: "生成一对密钥：FILE 自己保管，FILE.pub 交给对方。 Make a key pair.",
      discussion: """
        EXAMPLE
          unionsync keys generate /etc/unionsync/node.key
        """)

    @Argument(help: "私钥文件，不会覆盖已有文件。 The file of the secret key; never overwritten.")
    var file: String

    func run() throws {
      let key = try KeyFile.generate(at: file)
      Output.line("\(key)")
      Output.error("指纹 fingerprint \(KeyFingerprint(of: key))")
    }
  }

  /// `unionsync keys authorize`
  struct Authorize: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "authorize",
      abstract: "允许县区的节点加入；换钥时新旧可以并存。 Let an office's key in.",
      discussion: """
        县区执行 unionsync node init 后发来登记码或登记文件。确认之前会显示区划和公钥指纹，请与对方\
        电话核对；没有终端时要加 --yes。一个区划最多两个公钥，一个公钥只能属于一个区划。
        The office sends the code or the file that `unionsync node init` has made. Its area and the \
        fingerprint are shown to be compared by telephone; --yes answers where there is no terminal. \
        An area may have two keys, and a key speaks for one area.

        EXAMPLES
          unionsync keys authorize UN1/220821/…
          unionsync keys authorize unionsync-220821.txt --yes
          unionsync keys authorize 220821 node.key.pub --note 镇赉
          unionsync keys authorize watcher page.key.pub --access ./access.list
        """)

    @Argument(
      help:
        "登记码、登记文件或 -；或区划代码、watcher，其后是公钥文件。 A code, a file or -; or an area or 'watcher' and a key's file."
    )
    var source: String

    @Argument(help: "公钥文件。 The file of the public key, after an area or 'watcher'.")
    var file: String?

    @OptionGroup var list: AccessOption

    @Option(help: "备注，一行；默认为单位名称。 A note of one line.")
    var note: String?

    @Flag(help: "不再询问。 Do not ask.")
    var yes = false

    func run() throws {
      guard note?.contains(where: \.isNewline) != true else {
        throw DaemonError(.usage, zh: "备注应为一行。", en: "The note must be of one line.")
      }
      let grant =
        try file.map { file throws(DaemonError) in
          AccessList.Grant(
            holder: try .init(source, in: .builtIn), key: try KeyFile.readPublic(at: file),
            note: note ?? "")
        } ?? enrolled()
      try list.file.authorize(grant)
      let fingerprint = grant.identity.fingerprint
      Output.line("已授权 \(grant.holder)，公钥指纹 \(fingerprint)；市级守护进程一秒左右生效。")
      Output.line("\(grant.holder) is let in by the key \(fingerprint), in about a second.")
    }

    /// What an office has sent, once a person agrees.
    private func enrolled() throws(DaemonError) -> AccessList.Grant {
      let grant = try Enrolment.read(source, input: Output.readInput).grant(
        in: .builtIn, note: note)
      if yes { return grant }
      let fingerprint = grant.identity.fingerprint
      guard Output.isAnswered else {
        throw DaemonError(
          .usage, zh: "没有授权：\(grant.holder) 的公钥指纹是 \(fingerprint)，与对方核对后请加 --yes。",
          en: "Not authorized: the key of \(grant.holder) has the fingerprint \(fingerprint);"
            + " compare it, then add --yes.")
      }
      Output.line("\(grant.holder) \(grant.note)  公钥指纹 fingerprint \(fingerprint)")
      for other in try list.file.others(than: grant) {
        Output.line(
          "  已有 has already \(other.identity.fingerprint)  换钥后请撤销 revoke it once replaced")
      }
      guard Output.confirm("与对方核对指纹后确认 / compare the fingerprint, then agree (y/n): ") else {
        throw DaemonError(.usage, zh: "没有授权。", en: "Not authorized.")
      }
      return grant
    }
  }

  /// `unionsync keys revoke`
  struct Revoke: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "revoke", abstract: "撤销公钥。 Take public keys off the list.",
      discussion: """
        一秒之内断开已有的连接；已经合并的数字不变。
        Connections that stand end within a second; what was merged before stays.

        EXAMPLES
          unionsync keys revoke node.key.pub       一个公钥 / one key
          unionsync keys revoke 9f86d081884c7d65   按指纹 / by its fingerprint, or how it begins
          unionsync keys revoke 220821             该区划的全部公钥 / all keys of an area
          unionsync keys revoke watcher            全部旁观者 / all watchers
        """)

    @Argument(
      help: "公钥文件、公钥指纹、区划代码或 watcher。 A key's file or fingerprint, an area, or 'watcher'.")
    var target: String

    @OptionGroup var list: AccessOption

    func run() throws {
      let revoked = try list.file.revoke(where: try RevocationTarget(target, on: list).matches)
      guard !revoked.isEmpty else {
        throw DaemonError(
          .missingInput, zh: "名单 \(list.access) 里没有“\(target)”的公钥。",
          en: "No key of '\(target)' is on the list \(list.access).")
      }
      for grant in revoked {
        let fingerprint = grant.identity.fingerprint
        Output.line("已撤销 \(grant.holder) 的公钥 \(fingerprint)；市级守护进程一秒左右生效。")
        Output.line("The key \(fingerprint) of \(grant.holder) is revoked, in about a second.")
      }
    }
  }

  /// `unionsync keys list`
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "列出授权名单。 List who is let in.",
      discussion: """
        EXAMPLES
          unionsync keys list
          unionsync keys list --access ./access.list --format json
        """)

    @OptionGroup var list: AccessOption

    @Option(help: "输出格式。 How to print.")
    var format = OutputFormat.table

    func run() throws {
      let rows = try AccessList(path: list.access).grants.map(Row.init)
      switch format {
      case .table:
        var table = TextTable([
          ("区划", .left), ("名称", .left), ("公钥指纹", .left), ("备注", .left),
        ])
        for row in rows { table.add([row.holder, row.name, row.fingerprint, row.note]) }
        for line in table.lines { Output.line(line) }
      case .json:
        Output.line(try Output.json(rows, pretty: true))
      case .jsonl:
        for row in rows { Output.line(try Output.json(row)) }
      case .csv:
        Output.line(Output.csv(["holder", "name", "fingerprint", "key", "note"]))
        for row in rows {
          Output.line(Output.csv([row.holder, row.name, row.fingerprint, row.key, row.note]))
        }
      }
    }

    private struct Row: Encodable {
      let holder: String
      let name: String
      let fingerprint: String
      let key: String
      let note: String

      init(_ grant: AccessList.Grant) {
        holder = grant.holder.description
        name =
          switch grant.holder {
          case .area(let code): AreaList.builtIn[code]?.nameZh ?? "不在区划代码表中"
          case .watcher: "旁观者"
          }
        fingerprint = grant.identity.fingerprint.description
        key = "\(grant.key)"
        note = grant.note
      }
    }
  }
}

/// Which access list a command is about.
struct AccessOption: ParsableArguments {
  @Option(help: "授权名单。 The access list.")
  var access = AccessFile.defaultPath

  /// The file.
  var file: AccessFile { AccessFile(path: access) }
}

/// What `keys revoke` was given.
private enum RevocationTarget {
  case holder(AccessList.Holder)
  case fingerprint(String)
  case key(String)

  /// Reads a holder, else a fingerprint or how one begins, else the file of a key.
  init(_ text: String, on list: AccessOption) throws(DaemonError) {
    if let holder = AccessList.Holder(text) {
      self = .holder(holder)
    } else if text.count >= KeyFingerprint.shortestPrefix, KeyFingerprint.isHexadecimal(text) {
      let prints = Set(
        try AccessList(path: list.access).grants.map(\.identity.fingerprint.description)
          .filter { $0.hasPrefix(text) })
      guard prints.count <= 1 else {
        throw DaemonError(
          .usage, zh: "有多个公钥的指纹以“\(text)”开头，请写全。",
          en: "The fingerprints of several keys begin with '\(text)'; write it in full.")
      }
      self = .fingerprint(prints.first ?? text)
    } else {
      self = .key("\(try KeyFile.readPublic(at: text))")
    }
  }

  func matches(_ grant: AccessList.Grant) -> Bool {
    switch self {
    case .holder(let holder): grant.holder == holder
    case .fingerprint(let text): grant.identity.fingerprint.description == text
    case .key(let key): "\(grant.key)" == key
    }
  }
}
