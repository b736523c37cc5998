internal import ZeroMQ

/// Sets a city up: keys, access list, settings, and the enrolment that offices are given. What is
/// there already stays as it is.
public struct AggregatorSetup: Sendable {
  /// What setting up came to.
  public struct Outcome: Hashable, Sendable {
    /// The file of settings.
    public let configuration: String
    /// The access list.
    public let access: String
    /// What was made and what was there.
    public let files: [SetupFile]
    /// What offices are given; nil where nobody has said yet how they reach the city.
    public let enrolment: Enrolment?
    /// The file of the enrolment.
    public let enrolmentPath: String
  }

  private let place: SetupPlace
  private let address: String?
  private let http: String

  /// Where pages are by default.
  public static let defaultHTTP = "127.0.0.1:8600"

  /// Plans it; nothing is done yet.
  ///
  /// - Parameters:
  ///   - place: Where its files go.
  ///   - address: How offices reach the city, `HOST[:LIVE[:CONTROL]]`. In new settings the ports
  ///     are also those that the city listens on, and the next one is that of the totals.
  ///   - http: Where pages are in new settings.
  public init(in place: SetupPlace, address: String?, http: String = defaultHTTP) {
    self.place = place
    self.address = address
    self.http = http
  }

  /// Makes what is missing.
  ///
  /// - Throws: ``DaemonError`` where something that is there can't be used; nothing was changed then.
  public func run() throws(DaemonError) -> Outcome {
    let path = place.path("aggregator.yaml")
    let given = try address.map(CityAddress.read)
    let present =
      FileSystem.exists(path) ? try AggregatorConfiguration(path: path) : nil
    let settings = try present == nil ? newSettings(given) : ""
    let keyPath = try keyPath(of: present)
    let accessPath = present?.accessPath ?? place.path("access.list")
    _ = try AccessList.readOrEmpty(at: accessPath)

    let (key, keyFiles) = try KeyFile.ensure(at: keyPath)
    var files = keyFiles
    files.append(
      try SetupFile.make(accessPath, mode: SetupFile.settingsMode, text: AccessList().text))
    files.append(try SetupFile.make(path, mode: SetupFile.settingsMode, text: Array(settings.utf8)))
    let enrolmentPath = place.path(Enrolment.cityFileName)
    var enrolment: Enrolment?
    if let address = try reachable(given, by: present) ?? told(in: enrolmentPath) {
      let city = Enrolment(.city(address), key: key)
      files.append(
        try SetupFile.update(
          enrolmentPath, mode: SetupFile.publicMode, text: Array(city.fileText().utf8)))
      enrolment = city
    }
    return Outcome(
      configuration: path, access: accessPath, files: files, enrolment: enrolment,
      enrolmentPath: enrolmentPath)
  }

  private func newSettings(_ address: CityAddress?) throws(DaemonError) -> String {
    let livePort = address?.livePort ?? CityAddress.defaultLivePort
    let controlPort = address?.controlPort ?? livePort + 1
    guard let totalsPort = CityAddress.port(after: controlPort), totalsPort != livePort else {
      throw DaemonError(
        .usage, zh: "端口 \(controlPort) 之后没有空位给汇总端口，请换较小的端口。",
        en: "There is no port for the totals after \(controlPort); choose other ports.")
    }
    return ConfigurationText.aggregator(
      bind: address?.isLoopback == true ? "127.0.0.1" : "0.0.0.0", livePort: livePort,
      controlPort: controlPort, totalsPort: totalsPort, http: http, in: place)
  }

  private func keyPath(of present: AggregatorConfiguration?) throws(DaemonError) -> String {
    guard let present else { return place.path("aggregator.key") }
    guard let path = present.keyPath else {
      throw DaemonError(
        .configuration,
        zh:
          "\(place.path("aggregator.yaml")) 设为不用密钥（insecure-loopback），没有可登记的内容；请删去这一行并写明 key 和 access。",
        en: "\(place.path("aggregator.yaml")) runs without keys (insecure-loopback), so that there"
          + " is nothing to enrol; remove that line and set 'key' and 'access'.")
    }
    return path
  }

  /// The address as offices must use it: where only a host was given, with the ports that are
  /// listened on.
  private func reachable(
    _ given: CityAddress?, by present: AggregatorConfiguration?
  ) throws(DaemonError) -> CityAddress? {
    guard let given, let present, address?.contains(":") == false else { return given }
    let ports = [present.liveEndpoint, present.controlEndpoint].map { endpoint in
      endpoint.split(separator: ":").last.flatMap { UInt16($0) }
    }
    guard let live = ports[0], let control = ports[1],
      let address = CityAddress(host: given.host, livePort: live, controlPort: control)
    else {
      throw DaemonError(
        .usage, zh: "配置中的监听地址没有固定端口，请写明各县区使用的端口：--host 主机名:端口:端口。",
        en: "The endpoints in the configuration have no fixed ports; say which ones offices use:"
          + " --host HOST:LIVE:CONTROL.")
    }
    return address
  }

  /// The address that an enrolment made before tells.
  private func told(in path: String) -> CityAddress? {
    guard let bytes = try? FileSystem.read(path, atMost: Enrolment.maximumBytes),
      case .city(let address) = try? Enrolment(text: String(decoding: bytes, as: UTF8.self)).subject
    else { return nil }
    return address
  }
}
