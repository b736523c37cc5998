internal import Hummingbird
internal import HummingbirdCore
internal import NIOCore

/// What is known about a request beside its bytes.
struct WebContext: RequestContext {
  var coreContext: CoreRequestContextStorage
  /// Who is connected, as an address without a port; a proxy's own address where there is one.
  let peer: String
  /// What the sender may do.
  var permission = Permission.review
  /// Whether the sender may still look, for answers that go on for hours.
  var isStillAdmitted: @Sendable () -> Bool = { true }
  /// The language that pages are shown in.
  var language = Language.zh

  /// What a token allows; on loopback without tokens everything is allowed.
  enum Permission: Int, Comparable {
    case none
    case read
    case review

    static func < (left: Permission, right: Permission) -> Bool { left.rawValue < right.rawValue }
  }

  init(source: ApplicationRequestContextSource) {
    coreContext = .init(source: source)
    peer = source.channel.remoteAddress?.ipAddress ?? ""
  }
}

/// The languages of the pages.
enum Language: String {
  case zh
  case en
}
