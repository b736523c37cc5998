// swift-tools-version: 6.2

import PackageDescription

// Set once for every target. Warnings are errors where it counts, on continuous integration, so
// that a newer compiler's new warnings do not keep anybody from building.
let settings: [SwiftSetting] =
  [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  ] + (Context.environment["CI"] == nil ? [] : [.treatAllWarnings(as: .error)])

/// What the pages are made of, embedded so that the program is one file.
let webResources = [
  "app.css",
  "app.js",
  "area.mustache",
  "changes.mustache",
  "correct.mustache",
  "decide.mustache",
  "diff-items.mustache",
  "downloads.mustache",
  "draft.mustache",
  "error.mustache",
  "figure.mustache",
  "findings.mustache",
  "indicator.mustache",
  "layout.mustache",
  "link-state.mustache",
  "office-report.mustache",
  "office.mustache",
  "offices.mustache",
  "openapi.json",
  "overview.mustache",
  "report-line.mustache",
  "report.mustache",
  "sign-in.mustache",
  "words.tsv",
  "year-choice.mustache",
]

let package = Package(
  name: "unionsync",
  products: [.executable(name: "unionsync", targets: ["unionsync"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-async-algorithms", from: "1.1.4"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
  ],
  targets: [
    .systemLibrary(name: "CZeroMQ", providers: [.apt(["libzmq3-dev"])]),
    .systemLibrary(name: "CXLSXWriter", providers: [.apt(["libxlsxwriter-dev"])]),
    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
    .target(
      name: "ZeroMQ", dependencies: ["CZeroMQ"], swiftSettings: settings + [.strictMemorySafety()]),
    .target(
      name: "Reports", resources: [.embedInCode("Resources/areas.csv")], swiftSettings: settings),
    .target(
      name: "ReportParsing",
      dependencies: ["Reports", .product(name: "Yams", package: "Yams")],
      resources: [.embedInCode("Resources/indicators.yaml")], swiftSettings: settings),
    .target(name: "DocumentReading", dependencies: ["CZlib"], swiftSettings: settings),
    .target(
      name: "SyncProtocol",
      dependencies: [
        "Reports",
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "SwiftProtobuf", package: "swift-protobuf"),
      ], swiftSettings: settings),
    .target(
      name: "Simulation", dependencies: ["Reports", "SyncProtocol"], swiftSettings: settings),
    .target(
      name: "Storage",
      dependencies: ["Reports", "SyncProtocol", .product(name: "GRDB", package: "GRDB.swift")],
      swiftSettings: settings),
    .target(name: "Exports", dependencies: ["CXLSXWriter", "Reports"], swiftSettings: settings),
    .target(
      name: "Web",
      dependencies: [
        "Exports", "Reports",
        .product(name: "AsyncAlgorithms", package: "swift-async-algorithms"),
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "Mustache", package: "swift-mustache"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ],
      resources: webResources.map { .embedInCode("Resources/\($0)") }, swiftSettings: settings),
    .target(
      name: "Daemons",
      dependencies: [
        "DocumentReading", "Exports", "ReportParsing", "Reports", "Storage", "SyncProtocol", "Web",
        "ZeroMQ",
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
        .product(name: "Yams", package: "Yams"),
      ], swiftSettings: settings),
    .executableTarget(
      name: "unionsync",
      dependencies: [
        "Daemons", "Exports", "Reports", "Simulation", "Storage", "Web",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
      ], swiftSettings: settings),
    .target(
      name: "TestSupport", dependencies: ["SyncProtocol"], path: "Tests/TestSupport",
      swiftSettings: settings),
  ]
    + [
      ("ZeroMQ", ["ZeroMQ"]),
      ("Reports", ["Reports"]),
      ("ReportParsing", ["ReportParsing", "Reports"]),
      ("DocumentReading", ["CZlib", "DocumentReading"]),
      ("SyncProtocol", ["SyncProtocol", "Reports"]),
      ("Simulation", ["Simulation", "SyncProtocol", "Reports"]),
      ("Storage", ["Storage", "SyncProtocol", "Reports"]),
      ("Exports", ["Exports", "ReportParsing", "Reports"]),
      ("Web", ["Web", "Exports", "Reports"]),
      (
        "Daemons",
        [
          "Daemons", "DocumentReading", "ReportParsing", "Reports", "Storage", "SyncProtocol",
          "Web", "ZeroMQ",
        ]
      ),
      ("EndToEnd", ["unionsync", "Daemons", "Reports", "Storage", "SyncProtocol", "ZeroMQ"]),
    ].map { name, dependencies in
      .testTarget(
        name: "\(name)Tests",
        dependencies: (dependencies + ["TestSupport"]).map { .target(name: $0) },
        exclude: [
          "DocumentReading": ["Fixtures"], "EndToEnd": ["Browser", "Conformance", "Schema"],
          "Exports": ["Readers"],
        ][name] ?? [],
        swiftSettings: settings)
    }
)
