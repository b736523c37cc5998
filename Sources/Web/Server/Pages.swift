internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore
internal import Mustache

/// The templates and words of a daemon's pages.
struct Pages: Sendable {
  /// One entry of the navigation.
  struct Link {
    /// The key of its word.
    let word: String
    let path: String
  }

  private let library: MustacheLibrary
  private let words: [Language: [String: String]]
  private let links: [Link]
  private let brand: String
  private let stream: String?

  /// Takes templates by name.
  ///
  /// - Parameters:
  ///   - templates: Names and texts, as Mustache.
  ///   - words: Lines of a key, Chinese and English, divided by tabs.
  ///   - links: The navigation.
  ///   - brand: The key of the word that names the site.
  ///   - stream: Where pages hear of changes; nil where they don't.
  init(
    templates: [String: [UInt8]], words: [UInt8], links: [Link], brand: String,
    stream: String? = nil
  ) {
    var library = MustacheLibrary()
    for (name, bytes) in templates {
      do {
        try library.register(String(decoding: bytes, as: UTF8.self), named: name)
      } catch {
        preconditionFailure("The template \(name) is built in and must be sound: \(error)")
      }
    }
    self.library = library
    self.words = Self.read(words)
    self.links = links
    self.brand = brand
    self.stream = stream
  }

  private static func read(_ bytes: [UInt8]) -> [Language: [String: String]] {
    var words: [Language: [String: String]] = [:]
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      guard fields.count == 3 else { continue }
      words[.zh, default: [:]][fields[0]] = fields[1]
      words[.en, default: [:]][fields[0]] = fields[2]
    }
    return words
  }

  /// The words of a language by key.
  func words(in language: Language) -> [String: String] {
    words[language] ?? [:]
  }

  /// One word in a language; the key where there is none.
  func word(_ key: String, _ language: Language) -> String {
    words[language]?[key] ?? key
  }

  private struct Shell {
    let title: String
    let brand: String
    let language: String
    let zh: Bool
    let w: [String: String]
    let links: [ShownLink]
    let otherLanguage: String
    let otherLanguageLink: String
    let stream: String?
    let assetMark: String
    let body: Any
  }

  private struct ShownLink {
    let text: String
    let path: String
    let isCurrent: Bool
  }

  /// A page of a template, in the frame that all share.
  func response(
    _ template: String, status: HTTPResponse.Status = .ok, title: String, request: Request,
    context: WebContext, body: Any
  ) -> Response {
    let language = context.language
    let other: Language = language == .zh ? .en : .zh
    let path = request.uri.path
    let shell = Shell(
      title: title, brand: word(brand, language),
      language: language == .zh ? "zh-CN" : "en", zh: language == .zh,
      w: words[language] ?? [:],
      links: links.map {
        ShownLink(
          text: word($0.word, language), path: $0.path,
          isCurrent: $0.path == "/" ? path == "/" : path.hasPrefix($0.path))
      },
      otherLanguage: other == .en ? "English" : "中文",
      otherLanguageLink: Self.link(to: request, language: other),
      stream: stream, assetMark: Assets.mark, body: body)
    let text = library.render(shell, withTemplate: template) ?? ""
    return Response(
      status: status, headers: [.contentType: "text/html; charset=utf-8"],
      body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
  }

  /// The same page in another language.
  private static func link(to request: Request, language: Language) -> String {
    var components = URLComponents()
    components.path = request.uri.path
    components.queryItems =
      request.uri.queryParameters.filter { $0.key != "lang" }
      .map { URLQueryItem(name: String($0.key), value: String($0.value)) }
      + [URLQueryItem(name: "lang", value: language.rawValue)]
    return components.string ?? "/"
  }
}
