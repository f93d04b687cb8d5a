import HTTPTypes
package import Primitives

extension Problem {
    /// The media type of problem documents (RFC 9457, section 3).
    package static let contentType = "application/problem+json"

    /// The response that reports the problem.
    /// - Parameters:
    ///   - requestID: The id of the failed request; nil if it has none yet.
    ///   - timestamp: The time of the failure.
    package func response(requestID: String?, timestamp: Timestamp) -> Response {
        var headers = headers
        headers[.contentType] = Self.contentType
        let document = failure.document(requestID: requestID, timestamp: timestamp)
        var response = Response(status: status, headers: headers, body: .bytes(document))
        response.failure = failure.kind
        return response
    }
}
