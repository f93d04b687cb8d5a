import HTTPTypes
package import Primitives

extension Failure {
    /// The failure as a problem document in JSON (RFC 9457).
    /// - Parameters:
    ///   - requestID: The id of the failed request; nil if it has none yet.
    ///   - timestamp: The time of the failure.
    package func document(requestID: String?, timestamp: Timestamp) -> [UInt8] {
        var writer = JSONWriter()
        write(to: &writer, requestID: requestID, timestamp: timestamp)
        return writer.bytes
    }

    /// The problem document as a value, for storing it.
    package func json(requestID: String?, timestamp: Timestamp) -> JSON {
        var builder = JSONBuilder()
        write(to: &builder, requestID: requestID, timestamp: timestamp)
        // Only raw bytes can fail, and the document contains none.
        return (try? builder.finish()) ?? .null
    }

    private func write(to writer: inout some JSONOutput, requestID: String?, timestamp: Timestamp) {
        writer.beginObject()
        writer.key("type")
        writer.string("about:blank")
        writer.key("title")
        writer.string(code.title)
        writer.key("status")
        writer.integer(code.status.code)
        writer.key("code")
        writer.string(code.rawValue)
        writer.member("detail", detail)
        writer.member("request_id", requestID)
        writer.key("timestamp")
        writer.timestamp(timestamp)
        write(errors, to: &writer)
        write(upstream, to: &writer)
        writer.endObject()
    }

    private func write(_ errors: [FieldError], to writer: inout some JSONOutput) {
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

    private func write(_ upstream: Upstream?, to writer: inout some JSONOutput) {
        guard let upstream else { return }
        writer.key("downstream")
        writer.beginObject()
        writer.member("tracker", upstream.tracker)
        writer.member("status", upstream.status)
        writer.member("message", upstream.message)
        writer.member("retry_after", upstream.retryAfter)
        writer.endObject()
    }
}

extension JSONOutput {
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
