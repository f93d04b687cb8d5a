import HTTPTypes
package import Primitives

extension Problem {
    /// The media type of problems (RFC 9457, section 3).
    package static let contentType = "application/problem+json"

    /// The problem as a response.
    /// - Parameters:
    ///   - requestID: The id of the request that it answers; nil when there was none yet.
    ///   - timestamp: When it happened.
    package func response(requestID: String?, timestamp: Timestamp) -> Response {
        var headers = headers
        headers[.contentType] = Self.contentType
        let document = failure.document(requestID: requestID, timestamp: timestamp)
        var response = Response(status: status, headers: headers, body: .bytes(document))
        response.failure = failure.kind
        return response
    }
}
