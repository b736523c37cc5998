import Reports
import TestSupport
import Testing

@testable import SyncProtocol

/// Frames as an attacker would send them. A trap ends the process, and with it the test.
@Suite("Hostile frames")
struct HostileFramesTests {
  private static let chain = Chain(count: 12)

  /// Hands frames to every reader; each either reads or throws the protocol's error.
  private func readAll(_ frames: [[UInt8]]) -> Int {
    var refused = 0
    do throws(ProtocolError) {
      _ = try ControlMessage.decode(frames: frames)
    } catch { refused += 1 }
    do throws(ProtocolError) {
      _ = try LiveMessage.decode(frames: frames)
    } catch { refused += 1 }
    do throws(ProtocolError) {
      _ = try TotalsMessage(decoding: frames)
    } catch { refused += 1 }
    do throws(ProtocolError) {
      _ = try Delta(decoding: frames.last ?? [])
    } catch { refused += 1 }
    return refused
  }

  @Test("Random frames are refused")
  func random() {
    var generator = SeededGenerator(seed: 12)
    for _ in 0..<5_000 {
      let frames = (0..<generator.number(0...5)).map { _ in
        generator.bytes(generator.pick([0, 1, 5, 32, 128]))
      }
      #expect(readAll(frames) >= 3)
    }
  }

  @Test("Random bodies under sound headers are read or refused")
  func randomBodies() {
    var generator = SeededGenerator(seed: 13)
    for _ in 0..<5_000 {
      let body = generator.bytes(generator.number(0...48))
      let type = MessageType(rawValue: generator.pick([1, 2] + Array(16...30) + [32, 33]))
      let header = FrameHeader(
        type: type, origin: 220_821, logID: logID(1), sequence: generator.hostileNumber(),
        body: body
      ).encoded
      let frames = generator.pick([
        [header, body], [TotalsMessage.topic, header, body],
        [LiveMessage.topic(of: zhenlai), header, body, []],
      ])
      #expect(readAll(frames) >= 2)
    }
  }

  @Test("Sound messages with damaged bodies under mended headers are read or refused")
  func mutatedBodies() {
    var generator = SeededGenerator(seed: 14)
    var refused = 0
    for _ in 0..<5_000 {
      let message = generator.message(replaying: Self.chain)
      let sound = message.frames(origin: zhenlai)
      var body = sound[1]
      for _ in 0..<generator.number(1...3) {
        switch generator.number(0...2) {
        case 0 where !body.isEmpty:
          body[generator.number(0...(body.count - 1))] = UInt8(truncatingIfNeeded: generator.next())
        case 1 where !body.isEmpty: body.removeLast(generator.number(1...body.count))
        default: body.insert(contentsOf: generator.bytes(3), at: generator.number(0...body.count))
        }
      }
      let header = FrameHeader(type: message.type, origin: 220_821, body: body).encoded
      refused += readAll([header, body] + sound.dropFirst(2)) - 3
    }
    #expect(refused > 1_000, "Most mutations must reach the reader of the body and be refused.")
  }

  @Test("Deltas with damaged bytes are read or refused")
  func mutatedDeltas() {
    var generator = SeededGenerator(seed: 15)
    let sound = delta(
      puts: [observation("a", part: "女"), observation("b")], retracts: [observation("c").key]
    ).encoded
    for _ in 0..<5_000 {
      var body = sound
      for _ in 0..<generator.number(1...4) {
        body[generator.number(0...(body.count - 1))] = UInt8(truncatingIfNeeded: generator.next())
      }
      do throws(ProtocolError) {
        let delta = try Delta(decoding: body)
        #expect(try Delta(decoding: delta.encoded) == delta)
      } catch {
        #expect(error.code == .malformedBody)
      }
    }
  }
}
