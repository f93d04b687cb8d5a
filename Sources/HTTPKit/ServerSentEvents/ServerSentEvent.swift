/// One event of a `text/event-stream` (WHATWG HTML, section 9.2, "Server-sent events").
package struct ServerSentEvent: Sendable, Hashable {
    /// The media type of a stream of events.
    package static let contentType = "text/event-stream"

    /// What the client sends as `Last-Event-ID` when it comes back; nil leaves the last one standing.
    package var id: String?
    /// The type; nil for `message`.
    package var event: String?
    /// The data; several lines come out as they went in, each line end as one line feed.
    package var data: String

    /// Makes an event.
    package init(id: String? = nil, event: String? = nil, data: String) {
        self.id = id
        self.event = event
        self.data = data
    }

    /// The event as it is sent.
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

    /// A comment: clients pass over it, so that it only shows that the connection lives. It holds no line ends.
    package static func comment(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(line: "", text)
        bytes.append(ASCII.lineFeed)
        return bytes
    }

    /// Moves what the client sends as `Last-Event-ID` without an event: an id that is dispatched without data.
    package static func position(_ id: String) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(line: "id", id)
        bytes.append(ASCII.lineFeed)
        return bytes
    }

    /// After how many milliseconds a client that lost its connection is to come back.
    package static func retry(milliseconds: Int) -> [UInt8] {
        Array("retry: \(max(0, milliseconds))\n\n".utf8)
    }
}

extension [UInt8] {
    /// Appends a field whose value is one line: octets that would end it, and NUL, which makes an id void, are left
    /// out.
    fileprivate mutating func append(line name: StaticString, _ value: String) {
        append(name)
        append(": ")
        append(contentsOf: value.utf8.lazy.filter { $0 != ASCII.carriageReturn && $0 != ASCII.lineFeed && $0 != 0 })
        append(ASCII.lineFeed)
    }

    /// Appends a field for each line of a value; CR LF, LF and CR alone each end a line.
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
