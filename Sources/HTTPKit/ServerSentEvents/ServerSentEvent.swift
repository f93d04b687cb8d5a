/// A server-sent event in a `text/event-stream` (WHATWG HTML, section 9.2).
package struct ServerSentEvent: Sendable, Hashable {
    package static let contentType = "text/event-stream"

    /// The value that the client sends as `Last-Event-ID` when it reconnects; nil keeps the previous one.
    package var id: String?
    /// The event type; nil for `message`.
    package var event: String?
    /// The data. It may have several lines; each line end is received as a line feed.
    package var data: String

    package init(id: String? = nil, event: String? = nil, data: String) {
        self.id = id
        self.event = event
        self.data = data
    }

    /// The event as sent.
    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(data.utf8.count + 64)
        if let id { bytes.append(line: "id", id) }
        if let event { bytes.append(line: "event", event) }
        var data = data
        data.withUTF8 { bytes.append(lines: "data", $0) }
        bytes.append(ASCII.lineFeed)
        return bytes
    }

    /// A comment, which clients ignore, as a heartbeat. It must be one line; line ends are removed.
    package static func comment(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(line: "", text)
        bytes.append(ASCII.lineFeed)
        return bytes
    }

    /// Sets the client's `Last-Event-ID` without dispatching an event, by an id without data.
    package static func position(_ id: String) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(line: "id", id)
        bytes.append(ASCII.lineFeed)
        return bytes
    }

    /// Sets the time after which a client that lost its connection reconnects.
    package static func retry(milliseconds: Int) -> [UInt8] {
        Array("retry: \(max(0, milliseconds))\n\n".utf8)
    }
}

extension [UInt8] {
    /// Appends a field with a value of one line. Removes line ends, and NUL, because a client ignores an id that
    /// contains it.
    fileprivate mutating func append(line name: StaticString, _ value: String) {
        append(name)
        append(": ")
        append(contentsOf: value.utf8.lazy.filter { $0 != ASCII.carriageReturn && $0 != ASCII.lineFeed && $0 != 0 })
        append(ASCII.lineFeed)
    }

    /// Appends a field for each line of a value. CR LF, LF and CR each end a line.
    fileprivate mutating func append(lines name: StaticString, _ value: UnsafeBufferPointer<UInt8>) {
        var start = 0
        while true {
            let end = value[start...].firstIndex { $0 == ASCII.lineFeed || $0 == ASCII.carriageReturn } ?? value.count
            append(name)
            append(": ")
            append(contentsOf: UnsafeBufferPointer(rebasing: value[start..<end]))
            append(ASCII.lineFeed)
            if end == value.count { return }
            let isPair = value[end] == ASCII.carriageReturn && end + 1 < value.count && value[end + 1] == ASCII.lineFeed
            start = end + (isPair ? 2 : 1)
        }
    }
}
