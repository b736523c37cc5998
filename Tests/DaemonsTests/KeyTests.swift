import Foundation
import Reports
import Testing
import ZeroMQ

@testable import Daemons

@Suite("Keys and who is let in")
struct KeyTests {
  private func mode(_ path: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
  }

  @Test("A generated pair is read again, and only its owner may read the secret half")
  func generated() async throws {
    try await withFolder { folder in
      let path = "\(folder)/node.key"
      let key = try KeyFile.generate(at: path)
      #expect(try KeyFile.readPublic(at: path + ".pub") == key)
      #expect(try KeyFile.readSecret(at: path).publicKey == key)
      #expect(try mode(path) == 0o600)
      let before = try read(path)
      #expect(await daemonError { _ = try KeyFile.generate(at: path) }?.exitCode == .cannotCreate)
      #expect(try read(path) == before)
    }
  }

  @Test(
    "A key file that others may read, that is missing or malformed is refused",
    arguments: [
      0o604, 0o640, 0o660,
    ])
  func refused(mode: Int) async throws {
    try await withFolder { folder in
      let path = "\(folder)/node.key"
      let missing = await daemonError { _ = try KeyFile.readSecret(at: path) }
      #expect(missing?.messageEn.contains("keys generate") == true)
      _ = try KeyFile.generate(at: path)
      try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
      let open = await daemonError { _ = try KeyFile.readSecret(at: path) }
      #expect(open?.exitCode == .noPermission)
      #expect(open?.messageEn.contains("chmod 600 \(path)") == true)
      for text in ["", "x", String(repeating: "!", count: 41)] {
        try write(text, to: path + ".pub")
        let error = await daemonError { _ = try KeyFile.readPublic(at: path + ".pub") }
        #expect(error?.exitCode == .noPermission)
      }
    }
  }

  @Test("An access list survives being written and read")
  func accessList() async throws {
    try await withFolder { folder in
      let path = "\(folder)/access.list"
      let keys = try (0..<3).map { _ in try CurveKeyPair.generate().publicKey }
      var list = try AccessList.readOrEmpty(at: path)
      list.authorize(.init(holder: .area(.zhenlai), key: keys[0], note: "镇赉 旧"))
      list.authorize(.init(holder: .area(.zhenlai), key: keys[1], note: ""))
      list.authorize(.init(holder: .watcher, key: keys[2], note: "page"))
      try list.write(to: path)
      #expect(try AccessList(path: path) == list)
      let prints = keys.map { KeyFingerprint(of: $0).description }
      #expect(
        list.userIDByKey == [
          keys[0]: "220821/\(prints[0])", keys[1]: "220821/\(prints[1])",
          keys[2]: "watcher/\(prints[2])",
        ])

      list.authorize(.init(holder: .area(.tongyu), key: keys[0], note: ""))
      #expect(list.userIDByKey[keys[0]] == "220822/\(prints[0])")
      #expect(list.grants.count == 3)
      let revoked = [0, 1].map { _ in list.revoke { $0.key == keys[0] }.count }
      #expect(revoked == [1, 0])
      #expect(list.grants.map(\.key) == [keys[1], keys[2]])
    }
  }

  @Test(
    "A line of the access list that is no grant is named",
    arguments: [
      "220821", "220821 short", "nobody \(String(repeating: "0", count: 40))",
    ])
  func malformedList(line: String) async throws {
    try await withFolder { folder in
      let path = "\(folder)/access.list"
      try write("# AREA KEY NOTE\n\n\(line)\n", to: path)
      let error = await daemonError { _ = try AccessList(path: path) }
      #expect(error?.exitCode == .configuration)
      #expect(error?.messageEn.contains("Line 3") == true)
    }
  }
}
