internal import AsyncAlgorithms
internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore
internal import Reports
internal import ServiceLifecycle

/// `/api/v1/stream`: totals as they move, as Server-Sent Events.
///
/// An event's id is the mark of the change. Who comes back sends the last one he saw and is sent
/// what came after it, or `reset` where that is no longer known: then he takes the totals anew,
/// whose mark says where the stream goes on, so that nothing is missed either way. A stream that
/// begins anew says its mark first, so that this also holds for who loses it before any change.
struct EventStream {
  let data: any CityData
  let room: StreamRoom

  /// How often a line is sent on a quiet stream, so that both ends notice a dead connection.
  private static let heartbeat = Duration.seconds(15)
  /// How long a browser waits before it connects again, in milliseconds.
  private static let retryMs = 2000

  private enum Item {
    case event(TotalsEvent)
    case heartbeat
  }

  func addRoutes(to router: Router<WebContext>) {
    router.resource("api/v1/stream") { request, context in
      let mark = try lastMark(of: request)
      guard let seat = room.seat() else {
        throw WebError(
          .serviceUnavailable, zh: "同时查看的人太多，请稍后再试。",
          en: "Too many are watching; try again later.")
      }
      let now = await data.totals(year: nil).mark
      // From that mark on and not from this moment, as something may have changed in between.
      let updates = await data.updates(after: mark ?? now)
      return Response(
        status: .ok, headers: [.contentType: "text/event-stream; charset=utf-8"],
        body: ResponseBody(
          asyncSequence: lines(
            of: updates, run: now.run, first: Self.greeting(mark == nil ? now : nil), seat: seat,
            while: context.isStillAdmitted)))
    }
  }

  /// The stream's bytes until somebody hangs up, the server stops or the token is
  /// taken back, which the next heartbeat notices; the seat is kept as long.
  private func lines(
    of updates: AsyncStream<TotalsEvent>, run: String, first: String, seat: StreamRoom.Seat,
    while isAdmitted: @escaping @Sendable () -> Bool
  ) -> some AsyncSequence<ByteBuffer, Never> & Sendable {
    let beats = AsyncTimerSequence(interval: Self.heartbeat, clock: .continuous)
      .map { _ in Item.heartbeat }
    let items = merge(updates.map { Item.event($0) }, beats).cancelOnGracefulShutdown()
      .prefix { _ in isAdmitted() }
    let lines = items.map { item in
      withExtendedLifetime(seat) { ByteBuffer(string: Self.text(of: item, run: run)) }
    }
    return chain([ByteBuffer(string: first)].async, lines)
  }

  /// What a stream begins with; a browser keeps the id although no event comes with it.
  private static func greeting(_ mark: TotalsMark?) -> String {
    "retry: \(retryMs)\n" + (mark.map { "id: \($0)\n" } ?? "") + "\n"
  }

  private func lastMark(of request: Request) throws -> TotalsMark? {
    let header = HTTPField.Name("Last-Event-ID").flatMap { request.headers[$0] }
    guard let text = header ?? QueryReading(request).text("after") else { return nil }
    guard let mark = TotalsMark(text) else {
      throw WebError(
        .badRequest, zh: "Last-Event-ID 无效：请原样使用收到的 id。",
        en: "Last-Event-ID is none: send the id of an event as it is.")
    }
    return mark
  }

  private struct Update: Encodable {
    let totals: [TotalSummary]
    let removed: [TotalSummary.ID]
    let origin: AreaCode?
  }

  private static func text(of item: Item, run: String) -> String {
    switch item {
    case .heartbeat:
      return ": \n\n"
    case .event(.gap):
      return "event: reset\ndata: {}\n\n"
    case .event(.change(let update)):
      let content = Update(
        totals: update.totals, removed: update.removed, origin: update.origin)
      // Strings and numbers that are none can't occur in these values.
      guard let data = try? JSONResponse.encode(content) else {
        return "event: reset\ndata: {}\n\n"
      }
      let mark = TotalsMark(run: run, sequence: update.sequence)
      return "id: \(mark)\nevent: totals\ndata: \(String(decoding: data, as: UTF8.self))\n\n"
    }
  }
}
