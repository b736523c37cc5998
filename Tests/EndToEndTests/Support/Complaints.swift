import Daemons
import Testing

extension CommandResult {
  /// Expects that a command said what is wrong in one sentence of each language, with details in
  /// lines of their own below it, and nothing else.
  func expectComplaint(
    _ exitCode: DaemonError.ExitCode, naming words: String...,
    at location: SourceLocation = #_sourceLocation
  ) {
    #expect(self.exitCode == exitCode.rawValue, "\(errors)", sourceLocation: location)
    let lines = errors.split(separator: "\n").filter { !$0.hasPrefix("  ") }
    #expect(lines.count == 2, "\(errors)", sourceLocation: location)
    #expect(lines.first?.hasPrefix("错误：") == true, "\(errors)", sourceLocation: location)
    #expect(lines.last?.hasPrefix("error: ") == true, "\(errors)", sourceLocation: location)
    #expect(output.isEmpty, "\(output)", sourceLocation: location)
    for word in words {
      #expect(errors.contains(word), "\(errors)", sourceLocation: location)
    }
  }
}
