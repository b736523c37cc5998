/// The machine's clock, and how it compares with what was written by it.
struct ClockFacts: Facts {
  static let topic = Diagnosis.Topic.clock

  /// Now, in milliseconds since 1970.
  let nowMs: Int64
  /// Whether something keeps it in time; nil where the system does not tell.
  let isSynchronised: Bool?
  /// When the newest of the program, the settings and the store was written, and what that is.
  let newest: (path: String, ms: Int64)?

  /// How far what was written may seem to lie in the future: file systems of other machines.
  static let toleranceMs: Int64 = 300_000

  var findings: [Diagnosis.Finding] {
    var findings: [Diagnosis.Finding] = []
    if let newest, newest.ms - nowMs > Self.toleranceMs {
      let minutes = (newest.ms - nowMs) / 60_000
      findings.append(
        wrong(
          zh:
            "时钟慢了：\(newest.path) 的写入时间比现在晚 \(minutes) 分钟，报告日期、历史和保留期限会出错；请执行 timedatectl"
            + " set-ntp true，或校准时钟。",
          en: "The clock is behind: \(newest.path) was written \(minutes) minutes from now, so that"
            + " dates of reports, history and retention go wrong; run: timedatectl set-ntp true, or"
            + " set the clock."))
    }
    if isSynchronised == false {
      findings.append(
        hint(
          zh: "时钟没有与时间服务器同步；请安装 systemd-timesyncd 或 chrony，并用 timedatectl 查看。",
          en: "Nothing keeps the clock in time; install systemd-timesyncd or chrony, and look with"
            + " timedatectl."))
    }
    return findings
  }
}

/// Room on the file system of a state folder.
struct DiskFacts: Facts {
  static let topic = Diagnosis.Topic.disk

  /// The folder.
  let path: String
  let freeBytes: Int64
  /// Files that can still be made; nil where the file system does not count them.
  let freeFiles: Int64?
  let isReadOnly: Bool
  /// The size of the store; 0 where there is none yet.
  let storeBytes: Int64

  /// Less than this and hardly anything more can be taken: a large document, and the store's log of
  /// writes at its idle size.
  static let leastBytes: Int64 = 32 << 20
  /// Less than this should be seen to, as the alerts have it.
  static let comfortableBytes: Int64 = 1_000_000_000
  static let leastFiles: Int64 = 1_000

  var findings: [Diagnosis.Finding] {
    if isReadOnly {
      return [
        wrong(
          zh: "\(path) 所在的磁盘是只读的，什么都存不下；请查看 dmesg 里的磁盘错误，修复后重新挂载。",
          en:
            "The disk of \(path) is read-only, so that nothing can be kept; look for disk errors in"
            + " dmesg, repair it and mount it again.")
      ]
    }
    var findings: [Diagnosis.Finding] = []
    let free = Self.megabytes(freeBytes)
    if freeBytes < Self.leastBytes {
      findings.append(
        wrong(
          zh: "\(path) 所在的磁盘只剩 \(free) MB，新报告会被拒绝（已有的不会丢）；请清理或扩容。",
          en:
            "The disk of \(path) has \(free) MB left, and new reports are refused (nothing that is"
            + " there is lost); free some space or enlarge it."))
    } else if freeBytes < Self.comfortableBytes {
      findings.append(
        hint(
          zh: "\(path) 所在的磁盘只剩 \(free) MB；请留意，或扩容。",
          en: "The disk of \(path) has \(free) MB left; keep an eye on it, or enlarge it."))
    }
    if let freeFiles, freeFiles < Self.leastFiles {
      findings.append(
        wrong(
          zh: "\(path) 所在的磁盘只能再建 \(freeFiles) 个文件；请删除不要的小文件。",
          en: "The disk of \(path) can hold \(freeFiles) more files only; remove small files that"
            + " nobody needs."))
    }
    if storeBytes > freeBytes {
      findings.append(
        hint(
          zh: "数据库有 \(Self.megabytes(storeBytes)) MB，这块磁盘放不下它的备份；请把备份放到别的磁盘。",
          en:
            "The store takes \(Self.megabytes(storeBytes)) MB, so that this disk has no room for a"
            + " backup of it; put backups elsewhere."))
    }
    return findings
  }

  private static func megabytes(_ bytes: Int64) -> Int64 { bytes / 1_000_000 }
}
