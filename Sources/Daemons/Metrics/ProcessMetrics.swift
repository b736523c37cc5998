/// What every daemon measures of itself.
struct ProcessMetrics: Sendable {
  static let buildInfo = Metric(
    "unionsync_build_info", .gauge,
    "The program: always 1, with its version and the daemon's kind.",
    labels: ["version", "daemon"])
  static let started = Metric(
    "process_start_time_seconds", .gauge, "When the daemon began, in seconds since 1970.")
  static let memory = Metric(
    "process_resident_memory_bytes", .gauge, "The memory that the daemon takes.")
  static let descriptors = Metric(
    "process_open_fds", .gauge, "File descriptors that are open: each connection takes one.")
  static let descriptorLimit = Metric(
    "process_max_fds", .gauge, "How many file descriptors may be open.")
  static let roundTripAge = Metric(
    "unionsync_round_trip_age_seconds", .gauge,
    "How long ago a round trip through reactor and store last came back.")
  static let storeBytes = Metric(
    "unionsync_store_bytes", .gauge, "The size of the daemon's SQLite store with its log of writes."
  )
  static let freeBytes = Metric(
    "unionsync_disk_free_bytes", .gauge, "Room on the file system of the state folder.")

  static let all = [
    buildInfo, started, memory, descriptors, descriptorLimit, roundTripAge, storeBytes, freeBytes,
  ]

  /// Which daemon it is: `aggregator` or `node`.
  let daemon: String
  /// When it began, in milliseconds since 1970.
  let startedMs: Int64
  /// The path of its store.
  let store: String

  /// Adds the values of this moment.
  func add(to text: inout MetricsText, pulse: Pulse) {
    text.add(Self.buildInfo, [Sample(1, Version.number, daemon)])
    text.add(Self.started, Double(startedMs) / 1000)
    let values: [(Metric, Double?)] = [
      (Self.memory, ProcessFacts.residentBytes), (Self.descriptors, ProcessFacts.openDescriptors),
      (Self.descriptorLimit, Double(DescriptorRoom.limit)), (Self.roundTripAge, pulse.ageSeconds),
      (Self.storeBytes, ProcessFacts.storeBytes(store)),
      (Self.freeBytes, ProcessFacts.freeBytes(at: store)),
    ]
    for (metric, value) in values {
      if let value { text.add(metric, value) }
    }
  }
}
