internal import Glibc
internal import Reports
internal import Storage
internal import Web
internal import ZeroMQ

/// Looks at an installation, with its daemon running or not, and says what is wrong and what to do.
/// Nothing is made or changed.
public struct Doctor: Sendable {
  private let subject: ConfigurationCheck.Subject
  private let path: String
  private let layers: SettingLayers
  private let clock: Clock
  private let isPackaged: Bool

  /// How long the daemon may take to answer: one that works does in milliseconds.
  private static let answerMs = 5_000

  /// Takes the file of settings of the installation.
  ///
  /// - Throws: ``DaemonError`` where this user can't see enough of the package's files.
  public init(
    _ subject: ConfigurationCheck.Subject, path: String, layers: SettingLayers = .environment
  ) throws(DaemonError) {
    try self.init(subject, path: path, layers: layers, clock: .system)
  }

  init(
    _ subject: ConfigurationCheck.Subject, path: String, layers: SettingLayers, clock: Clock
  ) throws(DaemonError) {
    self.subject = subject
    self.path = path
    self.layers = layers
    self.clock = clock
    isPackaged = path.hasPrefix(SetupPlace.packagedFolder + "/")
    guard !isPackaged || geteuid() == 0 else {
      throw DaemonError(
        .noPermission, zh: "密钥和各目录只有 root 看得全，请用 sudo unionsync doctor 执行。",
        en: "Only root sees all of keys and folders; run: sudo unionsync doctor")
    }
  }

  /// Looks at everything.
  public func examine() async -> Diagnosis {
    let check = ConfigurationCheck(subject, path: path, layers: layers)
    var findings = check.problems.map { problem in
      // Only keys have this code here.
      Diagnosis.Finding(
        problem.exitCode == .noPermission ? .keys : .settings, .wrong, zh: problem.messageZh,
        en: problem.messageEn)
    }
    var facts: [any Facts] = []
    switch subject {
    case .node:
      if let settings = try? NodeConfiguration(path: path, areas: .builtIn, layers: layers) {
        facts = await self.facts(of: settings)
      }
    case .aggregator:
      if let settings = try? AggregatorConfiguration(path: path, layers: layers) {
        facts = await self.facts(of: settings)
      }
    }
    if facts.isEmpty, let unit = MachineLook.unit(unitName) {
      facts = [
        ServiceFacts(
          unit: unit, command: command,
          answer: .silent(DaemonError(.configuration, zh: "配置有误。", en: "The settings are wrong.")))
      ]
    }
    for fact in facts { findings += fact.findings }
    return Diagnosis(path: path, findings: findings)
  }

  private func facts(of settings: NodeConfiguration) async -> [any Facts] {
    var status: NodeStatus?
    let answer = await self.answer { () async throws(DaemonError) in
      status = try await ControlClient.ask(
        settings.controlPath, NodeRequest.status, timeoutMs: Self.answerMs, as: NodeStatus.self)
    }
    let own = settings.keyPath.flatMap { try? KeyFile.readSecret(at: $0) }
    let cityKeys = settings.aggregators.compactMap { city in
      city.keyPath.flatMap { try? KeyFile.readPublic(at: $0) }
    }
    let service = service(answer)
    var ports: [PortFacts.Wanted] = []
    if let web = settings.web?.address { ports.append(Self.pages(web.host, web.port)) }
    var cities: [CityReachFacts.City] = []
    for aggregator in settings.aggregators {
      let peer = status?.peers.first { $0.endpoint == aggregator.control }
      cities.append(await reach(aggregator, own: own, peer: peer))
    }
    let facts: [(any Facts)?] = [
      PermissionFacts(
        account: MachineLook.account(isPackaged: isPackaged), isPackaged: isPackaged,
        places: places(
          secret: settings.keyPath,
          settings: settings.aggregators.map(\.keyPath) + [
            settings.web?.tokensPath, settings.cataloguePath ?? CatalogueFile.defaultPath,
          ], state: settings.stateFolder, inbox: settings.inboxFolder)),
      keys(own, at: settings.keyPath, cities: cityKeys),
      machineClock(store: settings.stateFolder, .node),
      MachineLook.disk(of: settings.stateFolder, store: BackupSubject.node.storeName),
      PortFacts(
        wanted: ports, listeners: MachineLook.listeners(on: ports), daemonRuns: service.runs,
        hasKeys: settings.keyPath != nil),
      versions(
        daemon: status?.version, folder: settings.stateFolder, .node,
        readsPDF: MachineLook.hasProgram("pdftotext")),
      service,
      CityReachFacts(
        cities: cities,
        code: own.map { Enrolment(.office(settings.area), key: $0.publicKey).code },
        status: status),
    ]
    return facts.compactMap(\.self)
  }

  private func facts(of settings: AggregatorConfiguration) async -> [any Facts] {
    var status: AggregatorStatus?
    let answer = await self.answer { () async throws(DaemonError) in
      status = try await ControlClient.ask(
        settings.controlPath, AggregatorRequest.status, timeoutMs: Self.answerMs,
        as: AggregatorStatus.self)
    }
    let own = settings.keyPath.flatMap { try? KeyFile.readSecret(at: $0) }
    let service = service(answer)
    var ports = [
      PortFacts.Wanted("listen.live", endpoint: settings.liveEndpoint, isForOthers: true),
      PortFacts.Wanted("listen.control", endpoint: settings.controlEndpoint, isForOthers: true),
      PortFacts.Wanted("listen.totals", endpoint: settings.totalsEndpoint, isForOthers: false),
    ].compactMap(\.self)
    if let web = settings.web?.address { ports.append(Self.pages(web.host, web.port)) }
    var keys = keys(own, at: settings.keyPath, cities: [])
    keys.access = settings.accessPath.flatMap { try? AccessList(path: $0) }
    if let areas = try? AggregatorDaemon.areas(settings) { keys.areas = areas }
    let facts: [(any Facts)?] = [
      PermissionFacts(
        account: MachineLook.account(isPackaged: isPackaged), isPackaged: isPackaged,
        places: places(
          secret: settings.keyPath,
          settings: [
            settings.accessPath, settings.web?.tokensPath, settings.areasPath,
            settings.cataloguePath ?? CatalogueFile.defaultPath,
          ], state: settings.stateFolder, inbox: nil)),
      keys,
      machineClock(store: settings.stateFolder, .aggregator),
      MachineLook.disk(of: settings.stateFolder, store: BackupSubject.aggregator.storeName),
      PortFacts(
        wanted: ports, listeners: MachineLook.listeners(on: ports), daemonRuns: service.runs,
        hasKeys: settings.keyPath != nil),
      versions(
        daemon: status?.version, folder: settings.stateFolder, .aggregator, readsPDF: nil),
      service,
      OfficeFacts(
        status: status,
        letIn: Set(
          (keys.access?.grants ?? []).map { KeyFingerprint(of: $0.key).description })),
    ]
    return facts.compactMap(\.self)
  }

  private static func pages(_ host: String, _ port: Int) -> PortFacts.Wanted {
    PortFacts.Wanted("listen.http", host: host, port: UInt16(clamping: port), isForOthers: false)
  }

  private func answer(
    _ ask: () async throws(DaemonError) -> Void
  ) async -> ServiceFacts.Answer {
    do throws(DaemonError) {
      try await ask()
      return .answered
    } catch {
      return .silent(error)
    }
  }

  // MARK: What both have in common

  private var command: String {
    "unionsync \(subject == .node ? "node" : "aggregator") run --config \(path)"
  }

  /// The unit that runs it, by the names that `init` gives.
  private var unitName: String {
    let stem = FileSystem.name(of: path).replacing(".yaml", with: "")
    return stem.hasPrefix("node-") ? "unionsync-node@\(stem.dropFirst(5))" : "unionsync-\(stem)"
  }

  private func service(_ answer: ServiceFacts.Answer) -> ServiceFacts {
    ServiceFacts(
      unit: isPackaged ? MachineLook.unit(unitName) : nil, command: command, answer: answer)
  }

  private func places(
    secret: String?, settings: [String?], state: String, inbox: String?
  ) -> [PermissionFacts.Place] {
    let wanted: [(String?, PermissionFacts.Purpose)] =
      [(secret, .secret), (path, .settings)] + settings.map { ($0, .settings) } + [
        (state, .state), (inbox, .inbox),
      ]
    return wanted.compactMap { path, purpose in
      path.map { MachineLook.place($0, purpose) }
    }
  }

  private func keys(
    _ own: CurveKeyPair?, at path: String?, cities: [CurvePublicKey]
  ) -> KeyFacts {
    KeyFacts(
      own: own?.publicKey, path: path,
      published: path.flatMap { try? KeyFile.readPublic(at: $0 + ".pub") }, cities: cities)
  }

  private func machineClock(store folder: String, _ subject: BackupSubject) -> ClockFacts {
    let store = "\(folder)/\(subject.storeName)"
    let written = [MachineLook.programPath, path, store, store + "-wal"].compactMap { path in
      FileSystem.millisecondsSinceChange(of: path).map { (path, clock.wallMs() - Int64($0)) }
    }
    return ClockFacts(
      nowMs: clock.wallMs(), isSynchronised: MachineLook.isClockSynchronised,
      newest: written.max { $0.1 < $1.1 })
  }

  private func versions(
    daemon: String?, folder: String, _ subject: BackupSubject, readsPDF: Bool?
  ) -> VersionFacts {
    let store = "\(folder)/\(subject.storeName)"
    return VersionFacts(
      program: Version.number, daemon: daemon, store: MachineLook.header(of: store),
      storePath: store, subject: subject, hasCurve: ZeroMQVersion.hasCurve, readsPDF: readsPDF)
  }

  private func reach(
    _ city: NodeConfiguration.Aggregator, own: CurveKeyPair?, peer: NodeStatus.Peer?
  ) async -> CityReachFacts.City {
    var reach: [CityReachFacts.Reach]?
    // Of a conversation that goes on, or was refused, the daemon knows more.
    if peer == nil || peer?.state == "connecting" {
      let server = city.keyPath.flatMap { try? KeyFile.readPublic(at: $0) }
      let keys = own.flatMap { own in server.map { (own, $0) } }
      reach = [
        await CityProbe.reach(city.control, keys: keys),
        await CityProbe.reach(city.live, keys: nil),
      ]
    }
    return CityReachFacts.City(
      control: city.control, live: city.live, reach: reach, peer: peer)
  }
}

extension ServiceFacts {
  /// Whether the daemon runs, as it answers or as systemd has it.
  fileprivate var runs: Bool { answer == .answered || unit?.activity == "active" }
}
