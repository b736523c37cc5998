import Foundation
import Reports
import Testing
import ZeroMQ

@testable import Daemons

@Suite("Changing the access list")
struct AccessFileTests {
  private func grant(
    _ holder: AccessList.Holder = .area(.zhenlai), note: String = ""
  ) throws -> AccessList.Grant {
    .init(holder: holder, key: try CurveKeyPair.generate().publicKey, note: note)
  }

  @Test("Forty changes at once are all there in the end")
  func concurrency() async throws {
    try await withFolder { folder in
      let file = AccessFile(path: "\(folder)/access.list")
      let gone = try (0..<20).map { _ in try grant(.watcher) }
      for grant in gone { try file.authorize(grant) }
      let come = try (0..<20).map { _ in try grant(.watcher) }
      try await withThrowingTaskGroup { group in
        for (old, new) in zip(gone, come) {
          group.addTask { _ = try file.revoke { $0.key == old.key } }
          group.addTask { try file.authorize(new) }
        }
        try await group.waitForAll()
      }
      #expect(Set(try AccessList(path: file.path).grants) == Set(come))
      #expect(FileSystem.names(in: folder) == ["access.list"])
    }
  }

  @Test("Comments, order, mode and a link stay; a new key stands beside the old one")
  func keeps() async throws {
    try await withFolder { folder in
      let target = "\(folder)/target.list"
      let path = "\(folder)/access.list"
      let first = try grant(note: "镇赉 旧")
      let second = try grant(.area(.tongyu))
      let text =
        "# 授权名单\r\n\n\(first.fields.joined(separator: "\t"))\n# 通榆\n\(second.holder) \(second.key)\n"
      try write(text, to: target)
      try FileManager.default.setAttributes([.posixPermissions: 0o604], ofItemAtPath: target)
      try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: target)
      let file = AccessFile(path: path)
      let new = try grant(note: "new")
      try file.authorize(new)
      #expect(
        try read(target)
          == """
          # 授权名单

          \(first.fields.joined(separator: " "))
          \(new.fields.joined(separator: " "))
          # 通榆
          \(second.holder) \(second.key)

          """)
      let attributes = try FileManager.default.attributesOfItem(atPath: target)
      #expect(attributes[.posixPermissions] as? Int == 0o604)
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: path) == target)
    }
  }

  @Test("An area has two keys at most, and a key one holder")
  func rotation() async throws {
    try await withFolder { folder in
      let file = AccessFile(path: "\(folder)/access.list")
      let grants = try (0..<3).map { _ in try grant() }
      try file.authorize(grants[0])
      try file.authorize(grants[1])
      let third = await daemonError { try file.authorize(grants[2]) }
      #expect(third?.messageEn.contains("revoke the old one first") == true)
      let moved = await daemonError {
        try file.authorize(.init(holder: .area(.tongyu), key: grants[0].key, note: ""))
      }
      #expect(moved?.messageEn.contains("speaks for 220821 already") == true)
      try file.authorize(.init(holder: .area(.zhenlai), key: grants[1].key, note: "again"))
      #expect(try AccessList(path: file.path).grants.map(\.note) == ["", "again"])

      try file.revokeOne(grants[0].key)
      try file.authorize(grants[2])
      let left = try AccessList(path: file.path).grants.map(\.key)
      #expect(left == [grants[1].key, grants[2].key])
      let revoked = try file.revoke { $0.holder == .area(.zhenlai) }
      #expect(revoked.map(\.key) == left)
      let none = try file.revoke { _ in true }
      #expect(none.isEmpty)
    }
  }

  @Test("A list that is broken is left as it is")
  func broken() async throws {
    try await withFolder { folder in
      let path = "\(folder)/access.list"
      let key = try CurveKeyPair.generate().publicKey
      for text in ["220821 short\n", "220821 \(key)\n220822 \(key)\n"] {
        try write(text, to: path)
        let error = await daemonError { try AccessFile(path: path).authorize(try grant()) }
        #expect(error?.exitCode == .configuration)
        #expect(try read(path) == text)
      }
      try Data([0xB0, 0xD7, 0x0A]).write(to: URL(filePath: path))
      let error = await daemonError { _ = try AccessList(path: path) }
      #expect(error?.messageEn.contains("UTF-8") == true)
    }
  }

  @Test("A fingerprint is what sha256sum says of the file's 40 characters")
  func fingerprint() throws {
    let key = try CurvePublicKey(z85: String(repeating: "0", count: 40))
    #expect(KeyFingerprint(of: key).description == "9692e67b8378a6f6")
    let identity = PeerIdentity(holder: .area(.zhenlai), fingerprint: KeyFingerprint(of: key))
    #expect(PeerIdentity(identity.description) == identity)
    for text in [
      "", "220821", "220821/", "/9692e67b8378a6f6", "220821/x", "22082/9692e67b8378a6f6",
    ] {
      #expect(PeerIdentity(text) == nil)
    }
  }
}
