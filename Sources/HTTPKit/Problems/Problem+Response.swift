import HTTPTypes
public import Primitives

extension Problem {
    /// The media type of problems (RFC 9457, section 3).
    public static let contentType = "application/problem+json"

    /// The problem as a response.
    /// - Parameters:
    ///   - requestID: The id of the request that it answers; nil when there was none yet.
    ///   - timestamp: When it happened.
    public func response(requestID: String?, timestamp: Timestamp) -> Response {
        var headers = headers
        headers[.contentType] = Self.contentType
        return Response(status: status, headers: headers, body: .bytes(json(requestID: requestID, timestamp: timestamp)))
    }

    private func json(requestID: String?, timestamp: Timestamp) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("type")
        writer.string("about:blank")
        writer.key("title")
        writer.string(title)
        writer.key("status")
        writer.integer(status.code)
        writer.key("code")
        writer.string(code)
        writer.member("detail", detail)
        writer.member("request_id", requestID)
        writer.key("timestamp")
        writer.timestamp(timestamp)
        write(errors, to: &writer)
        write(downstream, to: &writer)
        writer.endObject()
        return writer.bytes
    }

    private func write(_ errors: [FieldError], to writer: inout JSONWriter) {
        guard !errors.isEmpty else { return }
        writer.key("errors")
        writer.beginArray()
        for error in errors {
            writer.beginObject()
            writer.member("pointer", error.pointer)
            writer.member("detail", error.detail)
            writer.endObject()
        }
        writer.endArray()
    }

    private func write(_ downstream: Downstream?, to writer: inout JSONWriter) {
        guard let downstream else { return }
        writer.key("downstream")
        writer.beginObject()
        writer.member("tracker", downstream.tracker)
        writer.member("status", downstream.status)
        writer.member("message", downstream.message)
        writer.member("retry_after", downstream.retryAfter)
        writer.endObject()
    }
}

extension JSONWriter {
    fileprivate mutating func member(_ name: StaticString, _ value: String?) {
        guard let value else { return }
        key(name)
        string(value)
    }

    fileprivate mutating func member(_ name: StaticString, _ value: Int?) {
        guard let value else { return }
        key(name)
        integer(value)
    }
}
