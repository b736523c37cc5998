/// What is measured: a name, what it means, and how its values behave.
///
/// Written by hand rather than with a library: most values are read from the daemon's status at the
/// moment when somebody asks, and a list of values turned into text needs no registry.
struct Metric: Hashable, Sendable {
  /// How values behave, as Prometheus has it.
  enum Kind: String, Hashable, Sendable {
    /// Only grows while the process runs.
    case counter
    /// Goes up and down.
    case gauge
    /// Counts by upper bounds.
    case histogram
  }

  /// The name, with the unit last.
  let name: String
  /// How its values behave.
  let kind: Kind
  /// What it means, in a sentence.
  let help: String
  /// The names of its labels.
  let labels: [String]

  /// Makes a metric.
  init(_ name: String, _ kind: Kind, _ help: String, labels: [String] = []) {
    self.name = name
    self.kind = kind
    self.help = help
    self.labels = labels
  }
}

/// One value of a metric.
struct Sample: Hashable, Sendable {
  /// The values of the metric's labels, in their order.
  let labels: [String]
  /// The value.
  let value: Double

  /// Makes a value.
  init(_ value: Double, _ labels: String...) {
    self.labels = labels
    self.value = value
  }
}

/// Metrics with their values, in the text format of Prometheus (version 0.0.4).
struct MetricsText {
  /// The text so far.
  private(set) var text = ""

  /// Adds a metric with its values; one without values is left out.
  mutating func add(_ metric: Metric, _ samples: [Sample]) {
    guard !samples.isEmpty else { return }
    begin(metric)
    for sample in samples {
      precondition(
        sample.labels.count == metric.labels.count,
        "\(metric.name) has \(metric.labels.count) labels.")
      line(metric.name, Array(zip(metric.labels, sample.labels)), sample.value)
    }
  }

  /// Adds a metric that has one value.
  mutating func add(_ metric: Metric, _ value: Double) {
    add(metric, [Sample(value)])
  }

  /// Adds a histogram.
  mutating func add(_ metric: Metric, _ histogram: Histogram) {
    begin(metric)
    var count: UInt64 = 0
    for (bound, inBucket) in zip(histogram.bounds, histogram.counts) {
      count += inBucket
      line(metric.name + "_bucket", [("le", Self.number(bound))], Double(count))
    }
    line(metric.name + "_bucket", [("le", "+Inf")], Double(histogram.count))
    line(metric.name + "_sum", [], histogram.sum)
    line(metric.name + "_count", [], Double(histogram.count))
  }

  private mutating func begin(_ metric: Metric) {
    let help = metric.help.replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
    text += "# HELP \(metric.name) \(help)\n# TYPE \(metric.name) \(metric.kind.rawValue)\n"
  }

  private mutating func line(_ name: String, _ labels: [(String, String)], _ value: Double) {
    text += name
    if !labels.isEmpty {
      text += "{" + labels.map { "\($0)=\"\(Self.escaped($1))\"" }.joined(separator: ",") + "}"
    }
    text += " \(Self.number(value))\n"
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
  }

  /// A whole number without a point, as people read it.
  private static func number(_ value: Double) -> String {
    Int64(exactly: value).map(String.init) ?? "\(value)"
  }
}
