public import Web

extension DaemonError: ExplainedError {
  /// Where the fault lies, as the exit code tells.
  public var fault: Fault {
    switch exitCode {
    case .usage, .missingInput, .unreadableDocument, .differs: .request
    case .unavailable: .busy
    case .failure, .cannotCreate, .inputOutput, .noPermission, .configuration: .machine
    }
  }
}
