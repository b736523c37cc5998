import Foundation
import FoundationNetworking
import Testing

/// Reads Server-Sent Events off a connection for as long as a test wishes.
struct EventFollower {
  /// One event, or the id alone that a stream begins with.
  struct Event: Equatable {
    var id: String?
    var kind: String?
    var data: String?
  }

  let url: URL

  /// What a stream sends after an id, up to the event that `isLast` names; then it hangs up.
  func events(
    after id: String?, until isLast: (Event) -> Bool
  ) async throws -> [Event] {
    var request = URLRequest(url: url)
    request.timeoutInterval = 60
    if let id { request.setValue(id, forHTTPHeaderField: "Last-Event-ID") }
    let (pieces, continuation) = AsyncStream.makeStream(of: Data.self)
    let session = URLSession(
      configuration: .ephemeral, delegate: Reader(continuation), delegateQueue: nil)
    let task = session.dataTask(with: request)
    task.resume()
    defer {
      task.cancel()
      session.invalidateAndCancel()
    }
    var text = ""
    var events: [Event] = []
    for await piece in pieces {
      text += String(decoding: piece, as: UTF8.self)
      while let end = text.range(of: "\n\n") {
        let event = Self.event(text[..<end.lowerBound])
        text = String(text[end.upperBound...])
        guard event != Event() else { continue }
        events.append(event)
        if isLast(event) { return events }
      }
    }
    throw Ended(events: events)
  }

  /// The stream ended before its last event.
  struct Ended: Error {
    let events: [Event]
  }

  private static func event(_ block: Substring) -> Event {
    var event = Event()
    for line in block.split(separator: "\n") {
      let fields = line.split(separator: ":", maxSplits: 1)
      guard fields.count == 2 else { continue }
      let value = String(fields[1].drop { $0 == " " })
      switch fields[0] {
      case "id": event.id = value
      case "event": event.kind = value
      case "data": event.data = value
      default: break
      }
    }
    return event
  }

  private final class Reader: NSObject, URLSessionDataDelegate, Sendable {
    private let continuation: AsyncStream<Data>.Continuation

    init(_ continuation: AsyncStream<Data>.Continuation) {
      self.continuation = continuation
    }

    func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
      continuation.yield(data)
    }

    func urlSession(
      _ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?
    ) {
      continuation.finish()
    }
  }
}
