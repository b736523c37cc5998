/// What is wrong with an indicator catalogue, and where.
public struct CatalogueError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The line, counted from 1.
  public let line: Int
  /// What is wrong and what to do.
  public let reason: String

  /// Makes an error.
  public init(line: Int, reason: String) {
    self.line = line
    self.reason = reason
  }

  /// One sentence for people.
  public var description: String { "line \(line): \(reason)" }
}
