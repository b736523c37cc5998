/// Plays simulated worlds.
public enum Simulator {
  /// Plays one world; the same arguments always give the same outcome.
  ///
  /// - Parameters:
  ///   - seed: What all chance in it comes from.
  ///   - scenario: What goes wrong in it.
  ///   - defect: A mistake to be found; nil for none.
  ///   - isTracing: Whether its happenings are noted in readable lines.
  ///   - wallOffsetMs: How far all wall clocks are set wrong; nothing may come of it.
  /// - Returns: How it ended.
  public static func run(
    seed: UInt64, scenario: Scenario, defect: Defect? = nil, isTracing: Bool = false,
    wallOffsetMs: Int64 = 0
  ) -> Outcome {
    World(
      seed: seed, scenario: scenario, defect: defect, isTracing: isTracing,
      wallOffsetMs: wallOffsetMs
    ).run()
  }

  /// The scenario that a seed plays where none is asked for: all of them take turns.
  public static func scenario(of seed: UInt64) -> Scenario {
    let scenarios = Scenario.allCases
    return scenarios[Int(seed % UInt64(scenarios.count))]
  }
}
