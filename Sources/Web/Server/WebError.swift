internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore

/// Why a request was not carried out, in words for whoever sent it.
struct WebError: Error, HTTPResponseError {
  /// The status.
  let status: HTTPResponse.Status
  /// One Chinese sentence that says what is wrong and what to do.
  let messageZh: String
  /// The same in English.
  let messageEn: String
  /// Fields that the status asks for.
  let headers: HTTPFields

  init(_ status: HTTPResponse.Status, zh: String, en: String, headers: HTTPFields = [:]) {
    self.status = status
    self.headers = headers
    messageZh = zh
    messageEn = en
  }

  /// What a client of the programs' interface is told.
  struct Body: Encodable {
    let status: Int
    let zh: String
    let en: String
  }

  func response(from request: Request, context: some RequestContext) throws -> Response {
    var response = try JSONResponse.make(
      Body(status: status.code, zh: messageZh, en: messageEn), status: status)
    for field in headers { response.headers[field.name] = field.value }
    return response
  }

  /// The same words with the status that tells where the fault lies.
  init(_ error: any ExplainedError) {
    let status: HTTPResponse.Status =
      switch error.fault {
      case .request: .conflict
      case .busy: .serviceUnavailable
      case .machine: .internalServerError
      }
    self.init(status, zh: error.messageZh, en: error.messageEn)
  }

  /// The same words for an error of the framework, such as a path that is not there.
  init(_ error: any HTTPResponseError) {
    let known: [Int: (String, String)] = [
      400: ("请求有误，请检查参数。", "The request is wrong; check its parameters."),
      404: ("没有这一页。", "There is no such page."),
      405: ("这里不接受这种请求方法。", "This method is not taken here."),
      413: ("内容太大。", "The content is too large."),
      415: ("不支持这种内容类型。", "This type of content is not taken here."),
    ]
    let (zh, en) =
      known[error.status.code] ?? ("服务器内部出错，请查看日志。", "The server failed; see its log.")
    self.init(error.status, zh: zh, en: en)
  }
}
