import ArgumentParser
import Daemons
import Reports

/// `unionsync bench`
struct BenchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "测量速度。 Measure how fast it is.", subcommands: [Parse.self])

  /// `unionsync bench parse`
  struct Parse: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "parse",
      abstract: "读报告的速度：从文本到观测值，单线程。 From text to observations, on one thread.",
      discussion: """
        请用 release 版测量。每轮读全部文件；输出各轮的最慢、中位、最快。
        Measure a release build. Each round reads all files; the slowest, median and fastest round
        are printed.

        EXAMPLE
          unionsync bench parse --rounds 9 seeds/*.txt
        """)

    @Argument(help: "文字报告。 Reports as text.")
    var files: [String]

    @Option(help: "轮数。 Rounds.")
    var rounds = 5

    @Option(help: "每轮至少读多少 MB，文件重复读。 Megabytes a round, files are read again.")
    var megabytes = 5

    func run() async throws {
      guard rounds > 0, megabytes > 0 else {
        throw DaemonError(
          .usage, zh: "--rounds 和 --megabytes 应大于 0。",
          en: "--rounds and --megabytes must be above 0.")
      }
      let bench = try await ParsingBench(files: files)
      var speeds: [Double] = []
      for round in 1...rounds {
        let result = bench.round(megabytes: megabytes)
        speeds.append(result.megabytesPerSecond)
        Output.error("\(round)/\(rounds) \(Self.rounded(result.megabytesPerSecond)) MB/s")
        if round == rounds {
          Output.line(
            "\(result.bytes) bytes, \(result.quantities) quantities,"
              + " \(result.observations) observations a round")
        }
      }
      speeds.sort()
      Output.line(
        "MB/s: \(Self.rounded(speeds[0])) min, \(Self.rounded(speeds[speeds.count / 2])) median,"
          + " \(Self.rounded(speeds[speeds.count - 1])) max")
    }

    private static func rounded(_ speed: Double) -> Double {
      (speed * 100).rounded() / 100
    }
  }
}
