internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore
internal import Reports

/// Remembers in the browser who made the last correction, so that nobody types his name again.
enum AuthorCookie {
  private static let name = "unionsync_author"
  /// How long, in seconds: half a year.
  private static let seconds = 180 * 86_400

  /// The name that the browser remembers; empty where it remembers none.
  static func author(of request: Request) -> String {
    guard let text = request.cookies[name]?.value.removingPercentEncoding,
      text.utf8.count <= CorrectionNote.maximumAuthorLength
    else { return "" }
    return text
  }

  /// Has the browser remember a name.
  static func remember(_ author: String, in response: inout Response) {
    response.setCookie(
      Cookie(
        name: name, value: Link.escaped(author), maxAge: seconds, path: "/drafts", httpOnly: true,
        sameSite: .strict))
  }
}
