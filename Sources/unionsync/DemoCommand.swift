import ArgumentParser
import Daemons
import Foundation
import Reports
import UnixSignals

/// `unionsync demo`
struct DemoCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "完整演示：一个市级汇总、七个县区节点、七份报告和一次更正。 See all of it work.",
    discussion: """
      在本机启动八个进程，用临时目录和临时密钥；结束时全部清除。
      Eight processes start on this machine, with folders and keys of their own; all goes at the end.

      EXAMPLES
        unionsync demo            运行到 Ctrl-C / until Ctrl-C
        unionsync demo --once     自行结束 / ends by itself
      """)

  @Flag(help: "演示完自行结束。 End by itself.")
  var once = false

  @Option(help: "示例报告的目录。 The folder of the seed reports.")
  var seeds: String?

  func run() async throws {
    let seeds = try Seeds(folder: seeds)
    let city = try DemoCity(executable: try Seeds.executable(), areas: AreaList.builtIn.reporting)
    // Whatever ends it, nothing is left behind.
    do {
      try await withThrowingTaskGroup { group in
        group.addTask { try await DemoPlay(city: city, seeds: seeds, once: once).run() }
        group.addTask {
          for await _ in await UnixSignalsSequence(trapping: .sigint, .sigterm) { return }
        }
        try await group.next()
        group.cancelAll()
      }
    } catch {
      await city.stop()
      throw error
    }
    await city.stop()
  }
}

/// The reports of the demo.
struct Seeds {
  private let folder: String

  init(folder: String?) throws {
    let beside = try Self.executable().split(separator: "/").dropLast(4).joined(separator: "/")
    let places = folder.map { [$0] } ?? ["seeds", "/\(beside)/seeds", "/usr/share/unionsync/seeds"]
    let found = places.first { FileManager.default.fileExists(atPath: $0 + "/revised") }
    guard let found else {
      throw DaemonError(
        .missingInput, zh: "找不到示例报告，请用 --seeds 指定目录。",
        en: "The seed reports are not found; name their folder with --seeds.")
    }
    self.folder = found
  }

  /// The report of an area.
  func report(of area: AreaCode) throws -> String { try file(of: area, in: folder) }

  /// The corrected report of an area.
  func revisedReport(of area: AreaCode) throws -> String {
    try file(of: area, in: folder + "/revised")
  }

  private func file(of area: AreaCode, in folder: String) throws -> String {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    guard let name = names.sorted().first(where: { $0.hasPrefix("\(area)-") }) else {
      throw DaemonError(
        .missingInput, zh: "\(folder) 里没有 \(area) 的报告。",
        en: "There is no report of \(area) in \(folder).")
    }
    return "\(folder)/\(name)"
  }

  /// This very program.
  static func executable() throws -> String {
    try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
  }
}
