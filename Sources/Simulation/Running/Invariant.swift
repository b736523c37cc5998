/// What must hold after every step of a simulated world: the invariants of the protocol by their
/// numbers, and two more.
public enum Invariant: String, CaseIterable, Sendable {
  /// An observation is in the journal exactly when the state that it comes from is committed:
  /// nothing is published or sent that the disk does not hold.
  case committed = "I1"
  /// What is acknowledged is durable at that city.
  case acknowledged = "I2"
  /// The cursor never skips; a poison entry is kept with its bytes, refused in words and blocks
  /// nothing.
  case cursor = "I3"
  /// The dataset is the fold of the journals.
  case fold = "I4"
  /// No row is of another area than the one that speaks.
  case area = "I5"
  /// Once faults stop, all cities have all that the journals hold within a bound.
  case convergence = "I6"
  /// Memory is bounded, and what is in flight by the credit.
  case bounded = "I7"
  /// Contradictions put their origin into quarantine, durably, and no other origin.
  case quarantine
  /// What a message says of its sender is so.
  case truth

  /// What it demands, in a few words.
  public var sentence: String {
    switch self {
    case .committed: "only what is committed is sent"
    case .acknowledged: "only what is durable is acknowledged"
    case .cursor: "cursors never skip, poison blocks nothing"
    case .fold: "the dataset is the fold of the journals"
    case .area: "each area speaks for itself alone"
    case .convergence: "all arrives once faults stop"
    case .bounded: "memory and credit are bounded"
    case .quarantine: "contradictions end in quarantine, theirs alone"
    case .truth: "messages tell the truth about their sender"
    }
  }
}

/// A broken promise.
public struct Violation: Error, Hashable, Sendable, CustomStringConvertible {
  /// Which promise.
  public let invariant: Invariant
  /// What broke it.
  public let message: String
  /// When, in milliseconds of the world's time.
  public let atMs: Int64

  /// One line.
  public var description: String {
    "\(invariant.rawValue) (\(invariant.sentence)) at \(atMs) ms: \(message)"
  }
}
