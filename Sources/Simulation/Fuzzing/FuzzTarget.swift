internal import SyncProtocol

/// What hostile input is tried on.
public enum FuzzTarget: String, CaseIterable, Sendable {
  /// The readers of messages: whole frames, damaged.
  case frames
  /// The readers of bodies: damaged bodies under headers that fit them.
  case bodies
  /// The node's state machine: events that no honest peer sends, in any order.
  case node
  /// The aggregator's state machine.
  case aggregator
}

/// An input on which a promise was broken. A trap tells nothing: it ends the process.
public struct FuzzFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// What was broken.
  public let message: String

  init(_ message: String) {
    self.message = message
  }

  /// What was broken.
  public var description: String { message }
}

/// What came of inputs.
public struct FuzzCounts: Hashable, Sendable {
  /// Messages that were read, or events that were taken.
  public var taken = 0
  /// Messages that were refused with an error.
  public var refused = 0
  /// Inputs that brought a state machine into its deeper states: a node live, entries merged.
  public var deep = 0

  /// Nothing.
  public init() {}

  /// Adds what came of others.
  public static func += (left: inout FuzzCounts, right: FuzzCounts) {
    left.taken += right.taken
    left.refused += right.refused
    left.deep += right.deep
  }
}

/// Makes inputs out of a seed and an index, and tries them.
public struct Fuzzer: Sendable {
  /// What is tried.
  public let target: FuzzTarget
  /// What all inputs come from.
  public let seed: UInt64

  /// Makes a fuzzer.
  public init(target: FuzzTarget, seed: UInt64) {
    self.target = target
    self.seed = seed
  }

  /// Tries one input; the same index always makes the same one.
  ///
  /// - Throws: ``FuzzFailure`` where a promise is broken.
  public func play(_ index: UInt64) throws(FuzzFailure) -> FuzzCounts {
    var generator = SeededGenerator(seed: seed)
    // Far from the other indices' sequences, which begin at the same seed.
    generator = SeededGenerator(seed: generator.next() ^ (index &* 0xD6E8_FEB8_6659_FD93))
    switch target {
    case .frames: return try MessageFuzzing.playFrames(&generator)
    case .bodies: return try MessageFuzzing.playBody(&generator)
    case .node: return try NodeFuzzing.play(&generator)
    case .aggregator: return try AggregatorFuzzing.play(&generator)
    }
  }
}
