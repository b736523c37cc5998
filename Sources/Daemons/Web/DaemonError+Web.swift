public import Web

extension DaemonError: ExplainedError {
  /// Whether the fault lies with what was asked, so that asking again will not help.
  public var isOfRequest: Bool {
    switch exitCode {
    case .usage, .missingInput, .unreadableDocument, .differs: true
    case .failure, .unavailable, .cannotCreate, .inputOutput, .noPermission, .configuration: false
    }
  }
}
