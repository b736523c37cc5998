/// Some of the decisions that people took, the newest first.
public struct ReviewPage: Hashable, Sendable {
  /// The decisions.
  public let reviews: [Review]
  /// The number of the last of them, before which the older ones are; nil where there are none.
  public let next: Int64?

  /// Makes a page.
  public init(_ reviews: [Review], next: Int64?) {
    self.reviews = reviews
    self.next = next
  }
}
