import Simulation
import Testing

@Suite("Defects")
struct DefectTests {
  @Test("Each defect is found within its bound", arguments: Defect.allCases)
  func found(defect: Defect) {
    for seed in 1...UInt64(defect.bound) {
      let outcome = Simulator.run(seed: seed, scenario: defect.scenario, defect: defect)
      if let violation = outcome.violation {
        print("\(defect.rawValue): seed \(seed) of \(defect.scenario.rawValue), \(violation)")
        return
      }
    }
    Issue.record("\(defect.rawValue) was not found in \(defect.bound) seeds")
  }

  @Test("The worlds that show the defects are sound without them")
  func sound() {
    for scenario in Set(Defect.allCases.map(\.scenario)) {
      for seed in 1...UInt64(20) {
        let violation = Simulator.run(seed: seed, scenario: scenario).violation
        if let violation { Issue.record("\(scenario.rawValue), seed \(seed): \(violation)") }
      }
    }
  }
}
