internal import Exports
internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore
internal import Reports

/// `/api/v1/export`: the dataset as a file.
struct ExportRoute {
  let data: any CityData

  func addRoutes(to router: Router<WebContext>) {
    router.resource("api/v1/export") { request, _ in
      let query = QueryReading(request)
      let names = ExportFormat.allCases.map(\.rawValue).joined(separator: ", ")
      let format = try query.required(
        "format",
        try query.value("format", zh: "以下之一：\(names)", en: "one of \(names)") {
          ExportFormat(rawValue: $0)
        })
      let (year, asOf) = (try query.year(), try query.asOf())
      let bytes = try await data.export(format, year: year, asOfMs: asOf)
      let name = "unionsync-\(year.map { "\($0)" } ?? "all").\(format.fileExtension)"
      return Response(
        status: .ok,
        headers: [
          .contentType: format.mediaType, .contentDisposition: "attachment; filename=\"\(name)\"",
        ],
        body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
  }
}
