import Daemons
import Foundation

/// Where one aggregator of a test lives and listens.
struct AggregatorSite: Sendable {
  /// Its folder.
  let folder: String
  /// The address that its nodes connect to.
  let host: String
  let livePort: UInt16
  let controlPort: UInt16
  let totalsPort: UInt16

  /// Makes folder, key, list of who is let in, and configuration.
  init(
    folder: String, host: String, access: AccessList, areasPath: String? = nil
  ) throws {
    let ports = try Ports.free(3)
    self.folder = folder
    self.host = host
    (livePort, controlPort, totalsPort) = (ports[0], ports[1], ports[2])
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    _ = try KeyFile.generate(at: key)
    try access.write(to: accessPath)
    let areas = areasPath.map { "areas: \($0)\n" } ?? ""
    try Data(
      """
      state: state
      key: city.key
      access: access.list
      \(areas)listen:
        live: tcp://\(host):\(livePort)
        control: tcp://\(host):\(controlPort)
        totals: tcp://\(host):\(totalsPort)

      """.utf8
    ).write(to: URL(filePath: configuration))
  }

  var configuration: String { "\(folder)/aggregator.yaml" }
  var state: String { "\(folder)/state" }
  var store: String { "\(state)/city.sqlite" }
  var accessPath: String { "\(folder)/access.list" }
  /// The path of the secret key.
  var key: String { "\(folder)/city.key" }

  /// An item of a node's list of aggregators, by other ports where some are given.
  func entry(live: UInt16? = nil, control: UInt16? = nil) -> String {
    """
      - live: tcp://\(host):\(live ?? livePort)
        control: tcp://\(host):\(control ?? controlPort)
        key: \(key).pub
    """
  }
}
