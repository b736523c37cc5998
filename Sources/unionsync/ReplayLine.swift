import Daemons

/// How far the reading of a store has come, on one line of a terminal; nothing elsewhere. Ctrl-C ends
/// it at once, as nothing has been written then.
enum ReplayLine {
  /// Shows the line.
  static func show(_ done: Int64, of count: Int64) {
    guard Output.errorIsTerminal, count > 0 else { return }
    Output.errorText("\r读取 reading  \(done * 100 / count) %")
  }

  /// Takes the line away.
  static func end() {
    if Output.errorIsTerminal { Output.errorText("\r\u{1B}[K") }
  }
}
