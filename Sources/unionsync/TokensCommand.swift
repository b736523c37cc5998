import ArgumentParser
import Daemons
import Web

/// `unionsync tokens`
struct TokensCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tokens", abstract: "网页和接口的访问令牌。 Tokens for pages and programs.",
    discussion: """
      不设令牌时，网页只供本机使用。通过反向代理对外服务时，在配置的 web: 下登记域名和令牌文件。
      Without tokens the pages are for this machine alone. To serve others through a reverse proxy,
      set 'names' and 'tokens' under 'web' in the configuration.

      EXAMPLES
        unionsync tokens add 统计科
        unionsync tokens add 审核 --review
        unionsync tokens list
        unionsync tokens revoke 统计科
      """,
    subcommands: [Add.self, List.self, Revoke.self])

  struct FileOption: ParsableArguments {
    @Option(name: .customLong("tokens"), help: "令牌文件。 The file of the tokens.")
    var path = TokenFile.defaultPath

    var file: TokenFile { TokenFile(path: path) }
  }

  /// `unionsync tokens add`
  struct Add: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "add", abstract: "生成一个令牌，只显示这一次。 Make a token; it is shown this once.",
      discussion: "EXAMPLE\n  unionsync tokens add 统计科 --review")

    @Argument(help: "给谁用。 For whom it is.")
    var label: String

    @Flag(help: "除查看外还可审核。 It may also confirm and decide, not only look.")
    var review = false

    @OptionGroup var option: FileOption

    func run() throws {
      Output.line(try option.file.add(label: label, role: review ? .review : .read))
      Output.error("请立即交给“\(label)”并妥善保管，之后无法再次查看。 Keep it: it can't be shown again.")
    }
  }

  /// `unionsync tokens list`
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "列出令牌，不显示令牌本身。 List them, without the tokens.",
      discussion: "EXAMPLE\n  unionsync tokens list")

    @OptionGroup var option: FileOption

    func run() throws {
      var table = TextTable([("名称", .left), ("权限", .left)])
      for entry in try option.file.read().entries { table.add([entry.label, entry.role.rawValue]) }
      for line in table.lines { Output.line(line) }
    }
  }

  /// `unionsync tokens revoke`
  struct Revoke: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "revoke", abstract: "撤销一个令牌，一秒左右生效。 Take a token back.",
      discussion: "EXAMPLE\n  unionsync tokens revoke 统计科")

    @Argument(help: "令牌的名称。 Its label.")
    var label: String

    @OptionGroup var option: FileOption

    func run() throws {
      try option.file.revoke(label: label)
      Output.line("已撤销“\(label)”，一秒左右生效。 Revoked; it acts within about a second.")
    }
  }
}
