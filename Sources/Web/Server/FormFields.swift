internal import Hummingbird
internal import HummingbirdCore
internal import NIOCore

extension Request {
  /// The fields of a form as a browser encodes them, from a body of up to so many bytes; what is no
  /// such form is refused as a ``WebError``.
  func form<Form: Decodable>(_ type: Form.Type, upTo limit: Int) async throws -> Form {
    let buffer = try await body.collect(upTo: limit)
    do {
      return try URLEncodedFormDecoder().decode(type, from: String(buffer: buffer))
    } catch {
      throw WebError.incompleteForm
    }
  }
}

extension WebError {
  /// A form that none of our pages has sent.
  static let incompleteForm = WebError(
    .badRequest, zh: "表单不完整，请返回上一页重试。", en: "The form is not complete; go back and try again.")
}

extension String {
  /// Without the white space at both ends.
  var trimmed: String {
    guard let first = firstIndex(where: { !$0.isWhitespace }),
      let last = lastIndex(where: { !$0.isWhitespace })
    else { return "" }
    return String(self[first...last])
  }

  /// Nil where nothing is written.
  var nonEmpty: String? { isEmpty ? nil : self }
}
