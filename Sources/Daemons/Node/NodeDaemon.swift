internal import DocumentReading
public import Logging
internal import ReportParsing
public import Reports
public import ServiceLifecycle
internal import Storage
internal import SyncProtocol
internal import Web
internal import ZeroMQ

/// The daemon of one area's office: watches its inbox, keeps its journal, feeds its aggregators.
public final class NodeDaemon: Service {
  private let configuration: NodeConfiguration
  private let areas: AreaList
  private let log: Logger
  private let reactor: Reactor
  private let journal: NodeJournal
  private let intake: ReportIntake
  private let clock: Clock
  private let links: [AggregatorLink]
  private let inbox: InboxWatcher
  private let control: ControlServer
  private let rejections: RejectedFiles
  private let lock: FolderLock
  private let context: Context
  private let pulse: Pulse
  private let meters = NodeMeters()
  private let drafts: DraftFolder
  private let pagesAreServed = Beginning()

  /// Opens everything: locks the state folder, opens the journal, makes the sockets.
  ///
  /// - Throws: ``DaemonError``.
  public init(
    configuration: NodeConfiguration, areas: AreaList = .builtIn,
    clock: Clock = .system, log: Logger
  ) throws(DaemonError) {
    var log = log
    log[metadataKey: "area"] = "\(configuration.area)"
    self.configuration = configuration
    self.areas = areas
    self.clock = clock
    self.log = log
    let folder = configuration.stateFolder
    for folder in [folder, "\(folder)/archive", "\(folder)/rejected"] {
      try FileSystem.makeFolder(folder)
    }
    // Others of the group drop reports, where the process's mask lets them.
    try FileSystem.makeFolder(configuration.inboxFolder, mode: 0o770)
    lock = try FolderLock(folder: folder)
    let own = try configuration.keyPath.map { path throws(DaemonError) in
      try KeyFile.readSecret(at: path)
    }
    var generator = SystemRandomNumberGenerator()
    let state: JournalState
    let waiting: [Draft]
    do throws(StorageError) {
      journal = try NodeJournal(
        path: "\(folder)/journal.sqlite", area: configuration.area,
        newLogID: .random(using: &generator))
      state = try journal.state()
      waiting = try journal.drafts()
    } catch {
      throw DaemonError(.cannotCreate, zh: "无法打开日志库：\(error)", en: error.message)
    }
    intake = ReportIntake(
      journal: journal, catalogue: try CatalogueFile.load(configuration.cataloguePath),
      areas: areas, archiveFolder: "\(folder)/archive",
      clock: clock)
    drafts = try DraftFolder("\(folder)/drafts", keepingThoseOf: waiting)
    rejections = RejectedFiles(folder: "\(folder)/rejected")
    pulse = Pulse(clock: clock)
    reactor = Reactor(name: "node-\(configuration.area)")
    inbox = try InboxWatcher(on: reactor, folder: configuration.inboxFolder, log: log)
    do throws(ZeroMQError) {
      context = try Context()
    } catch {
      throw DaemonError(.failure, zh: "无法启动 ZeroMQ：\(error)", en: "\(error)")
    }
    control = try ControlServer(context, on: reactor, path: configuration.controlPath)
    var links: [AggregatorLink] = []
    for aggregator in configuration.aggregators {
      var keys: (own: CurveKeyPair, server: CurvePublicKey)?
      if let own, let path = aggregator.keyPath {
        keys = (own, try KeyFile.readPublic(at: path))
      }
      do throws(ZeroMQError) {
        links.append(
          try AggregatorLink(
            to: aggregator, keys: keys, journal: journal, state: state, meters: meters,
            context: context, reactor: reactor, clock: clock, log: log))
      } catch {
        throw DaemonError(
          .configuration, zh: "无法连接 \(aggregator.control)：\(error)",
          en: "No connection to \(aggregator.control) can be made: \(error)")
      }
    }
    self.links = links
  }

  /// The daemon, and what runs beside it.
  public var services: [any Service] {
    guard let web = configuration.web else { return [self] }
    let office = Office(
      journal: journal, intake: intake, folder: drafts, areas: areas, clock: clock,
      node: Office.Node(
        announce: { await self.announce($0) }, peers: { await self.peers() },
        lastRejected: { await self.rejections.last }))
    let pages = WebService(
      web, clock: clock, probes: probes, log: log, listening: pagesAreServed
    ) { settings in
      OfficeSite.server(office, settings: settings)
    }
    return [self, pages]
  }

  private var probes: Probes {
    let process = ProcessMetrics(
      daemon: "node", startedMs: clock.wallMs(),
      store: "\(configuration.stateFolder)/journal.sqlite")
    return Probes {
      Readiness([self.pulse.check])
    } metrics: {
      var text = MetricsText()
      process.add(to: &text, pulse: self.pulse)
      if let status = try? await self.status() {
        NodeMetrics.add(status, self.meters.readings, to: &text)
      }
      return text.text
    }
  }

  /// Runs until it is asked to stop.
  ///
  /// - Throws: ``DaemonError``.
  public func run() async throws {
    try await startLinks()
    await inbox.start { path in await self.takeFile(at: path) }
    await control.start { request, payload in await self.answer(request, payload) }
    log.info("ready", metadata: ["inbox": "\(configuration.inboxFolder)"])
    let retention = JournalRetention(
      journal: journal, links: links, days: configuration.retentionDays, clock: clock, log: log)
    let retaining = Task { await retention.run() }
    let supervision = try await supervise()
    try? await gracefulShutdown()
    supervision?.cancel()
    ServiceManager.own.notifyStopping()
    log.info("stopping")
    retaining.cancel()
    await inbox.stop()
    await control.stop()
    for link in links { await link.stop() }
    reactor.stop()
    context.shutdown()
    do throws(StorageError) {
      // What is stopped is one file, which may be copied.
      try journal.close()
    } catch {
      log.warning("the journal keeps its log of writes beside it", metadata: ["reason": "\(error)"])
    }
  }

  /// Says that it is ready once the pages are served too.
  private func supervise() async throws(DaemonError) -> Task<Void, Never>? {
    if configuration.web != nil {
      guard await pagesAreServed.wait() else { return nil }
    }
    return try await Supervision(clock: clock, pulse: pulse, log: log) { () throws(DaemonError) in
      try await self.status().line
    } reload: { () throws(DaemonError) in
      try self.configuration.reload(log: self.log)
      await self.intake.use(try CatalogueFile.load(self.configuration.cataloguePath))
    }.begin()
  }

  private func startLinks() async throws(DaemonError) {
    for (link, aggregator) in zip(links, configuration.aggregators) {
      do throws(ZeroMQError) {
        try await link.start { state in await self.follow(state) }
      } catch {
        throw DaemonError(
          .configuration,
          zh: "无法连接 \(aggregator.live) 和 \(aggregator.control)，请检查配置中的地址：\(error)",
          en: "\(aggregator.live) and \(aggregator.control) can't be connected to; check the"
            + " addresses in the configuration: \(error)")
      }
    }
  }

  /// Lets every conversation go on in the log that one of them has opened.
  private func follow(_ state: JournalState) async {
    log.warning(
      "the journal goes on in a new log, after a restored backup or by the city's decision",
      metadata: ["log": "\(state.head.logID)"])
    for link in links { await link.logOpened(state) }
  }

  private func answer(_ request: [UInt8], _ payload: [UInt8]) async -> ControlReply {
    do throws(DaemonError) {
      switch try NodeRequest(decoding: request) {
      case .push(let name, let options):
        return ControlReply(try await push(payload, name: name, options: options))
      case .status:
        return ControlReply(try await status())
      case .corrections(let limit):
        return ControlReply(try corrections(limit: limit))
      }
    } catch {
      return .failure(error)
    }
  }

  private func push(
    _ bytes: [UInt8], name: String, options: DocumentOptions
  ) async throws(DaemonError) -> PushReceipt {
    do throws(DaemonError) {
      let outcome = try await intake.take(bytes, name: name, options: options)
      await announce(outcome)
      return outcome.receipt
    } catch {
      meters.took(error.exitCode == .unreadableDocument ? .rejected : .failed)
      throw error
    }
  }

  /// Sends what was committed.
  private func announce(_ outcome: ReportIntake.Outcome) async {
    if let entry = outcome.entry {
      for link in links { await link.committed(entry) }
    }
    let receipt = outcome.receipt
    meters.took(receipt.isUnchanged ? .unchanged : .committed, warnings: receipt.warnings.count)
    log.info(
      receipt.isUnchanged ? "report unchanged" : "report committed",
      metadata: [
        "report": "\(receipt.report)", "revision": "\(receipt.revision)",
        "sequence": "\(receipt.sequence ?? 0)", "added": "\(receipt.added.count)",
        "corrected": "\(receipt.corrected.count)", "withdrawn": "\(receipt.withdrawn.count)",
        "warnings": "\(receipt.warnings.count)",
      ])
  }

  private func takeFile(at path: String) async -> InboxWatcher.Verdict {
    let stamp = FileSystem.stamp(of: path)
    do throws(DaemonError) {
      let bytes = try FileSystem.read(
        path, atMost: DocumentText.maximumBytes, followingLinks: false)
      _ = try await push(bytes, name: FileSystem.name(of: path), options: DocumentOptions())
      // What was written meanwhile under the same name has not been read.
      guard FileSystem.stamp(of: path) == stamp else { return .retry }
      FileSystem.remove(path)
      return .done
    } catch {
      switch error.exitCode {
      case .unreadableDocument:
        guard FileSystem.stamp(of: path) == stamp else { return .retry }
        return await rejections.reject(path, because: error, log: log) ? .rejected : .retry
      case .missingInput:
        // It was taken away, or is no file: nothing to do.
        log.info(
          "passed over in the inbox",
          metadata: ["file": "\(FileSystem.name(of: path))", "reason": "\(error.messageEn)"])
        return .done
      default:
        log.error(
          "a report waits in the inbox",
          metadata: ["file": "\(FileSystem.name(of: path))", "reason": "\(error.messageEn)"])
        return .retry
      }
    }
  }

  private func corrections(limit: Int) throws(DaemonError) -> [Correction] {
    do throws(StorageError) {
      return try journal.corrections(limit: min(limit, Correction.maximumPerReport))
    } catch {
      throw DaemonError(journal: error)
    }
  }

  private func peers() async -> [NodeStatus.Peer] {
    var peers: [NodeStatus.Peer] = []
    for link in links { peers.append(await link.status) }
    return peers
  }

  private func status() async throws(DaemonError) -> NodeStatus {
    let head: Position
    do throws(StorageError) {
      head = try journal.head()
    } catch {
      throw DaemonError(.inputOutput, zh: "无法读取日志库：\(error)", en: error.message)
    }
    return NodeStatus(
      area: configuration.area, areaName: areas.name(of: configuration.area),
      logID: head.logID.description, head: head.sequence, peers: await peers(),
      waitingFiles: await inbox.waitingCount, lastRejected: await rejections.last,
      version: Version.number)
  }
}
