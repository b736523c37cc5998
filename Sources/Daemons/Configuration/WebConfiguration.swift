public import Web

/// Where a daemon's pages listen, and who is let in.
public struct WebConfiguration: Hashable, Sendable {
  /// Where they listen, on loopback only.
  public let address: WebAddress
  /// Names beside those of loopback by which they may be asked for, as a reverse proxy passes them
  /// on.
  public let names: [String]
  /// The file of the access tokens; nil lets everybody on this machine in.
  public let tokensPath: String?

  /// Reads the section `web` of a file, for pages that listen at an address of its section `listen`.
  ///
  /// - Returns: nil where they shall not listen.
  init?(_ file: inout ConfigurationFile, at address: WebAddress?, paths: ConfigurationPaths) {
    let (names, tokensPath) = file.section("web") { section in
      let names = section.string("names").map { $0.split(separator: " ").map(String.init) } ?? []
      let tokens = section.string("tokens").map(paths.resolve)
      if !names.isEmpty, tokens == nil {
        section.refuse(
          "names", zh: "对外服务（names）必须同时设置令牌文件 tokens",
          en: "what is served to others ('names') needs 'tokens'")
      }
      return (names, tokens)
    }
    guard let address else { return nil }
    self.address = address
    self.names = names
    self.tokensPath = tokensPath
  }

  /// Reads an address of the section `listen`; nil where it names none.
  static func address(in section: inout ConfigurationFile) -> WebAddress? {
    section.value("http", " 127.0.0.1:端口", "127.0.0.1:PORT", reading: WebAddress.init)
  }
}
