public import Logging
internal import ReportParsing
internal import Reports
public import ServiceLifecycle
internal import Storage
internal import SyncProtocol
internal import Web
internal import ZeroMQ

/// The daemon of the city: merges what the nodes send, and tells totals.
public final class AggregatorDaemon: Service {
  private let configuration: AggregatorConfiguration
  private let areas: AreaList
  private let log: Logger
  private let clock: Clock
  private let lock: FolderLock
  private let store: CityStore
  private let merger: CityMerger
  private let audit: RefusalAudit
  private let guarding: AggregatorLinks.Guarding?
  private let context: Context
  private let reactor: Reactor
  private let pagesAreServed = Beginning()
  private let sockets = OpenSockets()
  private let pulse: Pulse
  /// What the dataset can be asked.
  private let queries: CityQueries

  /// Opens everything but the sockets: locks the state folder, reads keys and access list, makes
  /// the dataset anew from the store.
  ///
  /// - Throws: ``DaemonError``.
  public init(
    configuration: AggregatorConfiguration,
    clock: Clock = .system, log: Logger
  ) throws(DaemonError) {
    self.configuration = configuration
    self.log = log
    self.clock = clock
    let catalogue = try CatalogueFile.load(configuration.cataloguePath)
    areas = try Self.areas(configuration)
    let state = configuration.stateFolder
    try FileSystem.makeFolder(state)
    lock = try FolderLock(folder: state)
    audit = RefusalAudit(log: log)
    if let keyPath = configuration.keyPath, let accessPath = configuration.accessPath {
      guarding = AggregatorLinks.Guarding(
        keys: try KeyFile.readSecret(at: keyPath),
        gate: try AccessGate(path: accessPath, audit: audit, log: log))
    } else {
      guarding = nil
    }
    var generator = SystemRandomNumberGenerator()
    do throws(StorageError) {
      store = try CityStore(
        path: "\(state)/city.sqlite", newIncarnation: .random(using: &generator))
      var telling = ReplayTelling(clock: clock, log: log)
      merger = try CityMerger(
        store: store, areas: areas, indicators: catalogue.indicators, clock: clock
      ) { telling.tell($0) }
    } catch {
      throw DaemonError(.cannotCreate, zh: "无法打开市级数据库：\(error)", en: error.message)
    }
    do throws(ZeroMQError) {
      context = try Context()
    } catch {
      throw DaemonError(.failure, zh: "无法启动 ZeroMQ：\(error)", en: "\(error)")
    }
    reactor = Reactor(name: "aggregator")
    pulse = Pulse(clock: clock)
    let sockets = sockets
    queries = CityQueries(
      store: store, merger: merger, areas: areas, reportsDue: configuration.reportsDue,
      catalogue: catalogue, clock: clock,
      links: { await sockets.origins() }, announce: { await sockets.publish($0) })
  }

  /// The offices that the settings name, else the built-in ones.
  static func areas(
    _ configuration: AggregatorConfiguration
  ) throws(DaemonError) -> AreaList {
    guard let path = configuration.areasPath else { return .builtIn }
    let text = String(
      decoding: try FileSystem.read(path, atMost: 1024 * 1024), as: UTF8.self)
    do throws(AreaList.FormatError) {
      return try AreaList(csv: text)
    } catch {
      throw DaemonError(
        .configuration, zh: "区划代码表 \(path) 有误：\(error)",
        en: "The list of areas \(path) must be mended: \(error)")
    }
  }

  /// The daemon, and what runs beside it.
  public var services: [any Service] {
    guard let web = configuration.web else { return [self] }
    let queries = queries
    let pages = WebService(
      web, clock: clock, probes: probes, log: log, listening: pagesAreServed
    ) { settings in
      CitySite.server(queries, settings: settings)
    }
    return [self, pages]
  }

  private var probes: Probes {
    let process = ProcessMetrics(
      daemon: "aggregator", startedMs: clock.wallMs(),
      store: "\(configuration.stateFolder)/city.sqlite")
    let (sockets, pulse) = (sockets, pulse)
    return Probes {
      Readiness([
        .init("sockets", problem: sockets.areOpen ? nil : "not bound yet"), pulse.check,
      ])
    } metrics: {
      var text = MetricsText()
      process.add(to: &text, pulse: pulse)
      if let (status, readings) = await sockets.facts() {
        CityMetrics.add(status, readings, to: &text)
      }
      return text.text
    }
  }

  /// Binds the sockets and runs until it is asked to stop.
  ///
  /// - Throws: ``DaemonError``.
  public func run() async throws {
    // Bound and proved before any socket that relies on it: without a handler libzmq lets
    // everybody in.
    let guardian = try await startAccessControl()
    let (links, totals) = try openSockets()
    let control = try ControlServer(context, on: reactor, path: configuration.controlPath)
    try await start(totals, links)
    sockets.open(links, totals)
    let desk = AggregatorDesk(queries: queries, links: links)
    await control.start { request, _ in await desk.answer(request) }
    let observationCount = await merger.observationCount
    log.info(
      "ready",
      metadata: [
        "live": "\(configuration.liveEndpoint)", "control": "\(configuration.controlEndpoint)",
        "totals": "\(configuration.totalsEndpoint)",
        "observations": "\(observationCount)",
      ])
    let upkeep = Task { await self.giveBackRoom() }
    let supervision = try await supervise(links)
    try? await gracefulShutdown()
    supervision?.cancel()
    upkeep.cancel()
    ServiceManager.own.notifyStopping()
    log.info("stopping")
    sockets.close()
    await control.stop()
    await links.stop()
    await totals.stop()
    withExtendedLifetime(guardian) {}
    reactor.stop()
    context.shutdown()
    do throws(StorageError) {
      // What is stopped is one file, which may be copied.
      try store.close()
    } catch {
      log.warning("the store keeps its log of writes beside it", metadata: ["reason": "\(error)"])
    }
  }

  /// Says that it is ready once the pages are served too.
  private func supervise(_ links: AggregatorLinks) async throws(DaemonError) -> Task<Void, Never>? {
    if configuration.web != nil {
      guard await pagesAreServed.wait() else { return nil }
    }
    return try await Supervision(clock: clock, pulse: pulse, log: log) { () throws(DaemonError) in
      do throws(StorageError) {
        _ = try await self.merger.poisonedCount()
      } catch {
        throw DaemonError(.inputOutput, zh: "无法读取市级数据库：\(error)", en: error.message)
      }
      return await links.status().line
    } reload: { () throws(DaemonError) in
      // First of all, and whatever else can't be used: who was revoked is out.
      await links.reloadAccess()
      try self.configuration.reload(log: self.log)
      await self.queries.use(try CatalogueFile.load(self.configuration.cataloguePath))
      guard let problem = self.guarding?.gate.status.problem else { return }
      throw DaemonError(.configuration, zh: "授权名单不能使用：\(problem)", en: problem)
    }.begin()
  }

  /// Gives back what the store no longer needs, until it is cancelled.
  private func giveBackRoom() async {
    let room = StoreRoom(store.giveBackRoom)
    while (try? await Task.sleep(for: StoreRoom.every)) != nil {
      do throws(StorageError) {
        try await room.giveBack()
      } catch {
        log.error("room can't be given back", metadata: ["reason": "\(error)"])
      }
    }
  }

  private func startAccessControl() async throws(DaemonError) -> ZAPHandler? {
    guard let gate = guarding?.gate else { return nil }
    do throws(ZeroMQError) {
      let handler = try await ZAPHandler(context, on: reactor) { gate.decide($0) }
      try await ZAPHandler.prove(in: context, on: reactor)
      return handler
    } catch {
      throw DaemonError(
        .failure, zh: "访问控制没有就绪，拒绝启动：\(error)",
        en: "The access control does not answer, so nothing is opened: \(error)")
    }
  }

  private func start(
    _ totals: TotalsPublisher, _ links: AggregatorLinks
  ) async throws(DaemonError) {
    do throws(ZeroMQError) {
      try await totals.start()
      try await links.start()
    } catch {
      throw DaemonError(
        .failure, zh: "无法监视连接：\(error)", en: "The connections can't be watched: \(error)")
    }
  }

  private func openSockets() throws(DaemonError) -> (AggregatorLinks, TotalsPublisher) {
    let merger = merger
    let origins: [AreaCode: OriginState]
    do throws(StorageError) {
      origins = try store.origins()
    } catch {
      throw DaemonError(.inputOutput, zh: "无法读取市级数据库：\(error)", en: error.message)
    }
    let setup = AggregatorLinks.Setup(
      configuration: configuration, guarding: guarding, audit: audit, areas: areas,
      incarnation: store.incarnation, origins: origins)
    do throws(ZeroMQError) {
      let totals = try TotalsPublisher(
        context, on: reactor, configuration: configuration, keys: guarding?.keys,
        audit: audit, log: log
      ) {
        let (sequence, totals) = await merger.totals()
        return TotalsMessage.snapshot(of: totals, sequence: sequence)
      }
      let links = try AggregatorLinks(
        context, on: reactor, setup: setup, merger: merger, totals: totals, clock: clock, log: log)
      return (links, totals)
    } catch {
      throw DaemonError(
        .cannotCreate, zh: "无法监听端口，请停止占用端口的程序或修改配置：\(error)",
        en: "A port can't be bound; stop the program that has it, or change the configuration:"
          + " \(error)")
    }
  }
}
