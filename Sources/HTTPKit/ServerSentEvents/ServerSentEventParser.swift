/// An incremental parser for a `text/event-stream`, as a client needs it (WHATWG HTML, section 9.2.6). It turns bytes
/// into events and performs no I/O.
package struct ServerSentEventParser: Sendable {
    /// The last event id, to be sent as `Last-Event-ID` when reconnecting. It does not change before an event is
    /// complete.
    package private(set) var lastEventID = ""
    /// The reconnection time in milliseconds; nil if the server has not set it.
    package private(set) var retryMilliseconds: Int?
    /// Whether a line or the data of an event exceeded the limit. The stream can't be parsed any further then.
    package private(set) var isOverlong = false

    private let limit: Int
    private var line: [UInt8] = []
    private var isFirstLine = true
    private var endedWithReturn = false
    private var id: String?
    private var type = ""
    private var data: [UInt8] = []
    private var hasData = false

    /// Creates a parser for a new stream.
    /// - Parameters:
    ///   - lastEventID: The `Last-Event-ID` with which the stream was requested.
    ///   - limit: The maximum length of a line, and of the data of an event, in bytes.
    package init(lastEventID: String = "", limit: Int = 16 << 20) {
        self.lastEventID = lastEventID
        self.limit = limit
    }

    /// Parses more bytes, and returns the events that they complete. The id of each event is the last event id at that
    /// point.
    package mutating func take(_ bytes: some Sequence<UInt8>) -> [ServerSentEvent] {
        var events: [ServerSentEvent] = []
        for byte in bytes where !isOverlong {
            let followsReturn = endedWithReturn
            endedWithReturn = byte == ASCII.carriageReturn
            switch byte {
            case ASCII.lineFeed where followsReturn: continue
            case ASCII.lineFeed, ASCII.carriageReturn: if let event = endLine() { events.append(event) }
            default:
                line.append(byte)
                isOverlong = line.count > limit
            }
        }
        return events
    }

    private mutating func endLine() -> ServerSentEvent? {
        defer { line.removeAll(keepingCapacity: line.capacity <= 4 << 10) }
        if isFirstLine {
            isFirstLine = false
            if line.starts(with: [0xEF, 0xBB, 0xBF]) { line.removeFirst(3) }
        }
        if line.isEmpty { return dispatch() }
        let colon = line.firstIndex(of: ASCII.colon) ?? line.count
        var value = line[min(colon + 1, line.count)...]
        if value.first == ASCII.space { value.removeFirst() }
        take(field: String(decoding: line[..<colon], as: UTF8.self), value)
        return nil
    }

    private mutating func take(field name: String, _ value: ArraySlice<UInt8>) {
        switch name {
        case "event": type = String(decoding: value, as: UTF8.self)
        case "data":
            if hasData { data.append(ASCII.lineFeed) }
            hasData = true
            data.append(contentsOf: value)
            isOverlong = isOverlong || data.count > limit
        case "id" where !value.contains(0): id = String(decoding: value, as: UTF8.self)
        case "retry" where !value.isEmpty && value.allSatisfy { $0 &- ASCII.zero < 10 }:
            retryMilliseconds = Int(String(decoding: value, as: UTF8.self)) ?? retryMilliseconds
        default: break
        }
    }

    /// An empty line ends an event. If it has no data, only the last event id changes.
    private mutating func dispatch() -> ServerSentEvent? {
        if let id { lastEventID = id }
        defer {
            id = nil
            type = ""
            data = []
            hasData = false
        }
        guard hasData else { return nil }
        return ServerSentEvent(
            id: lastEventID.isEmpty ? nil : lastEventID, event: type.isEmpty ? nil : type,
            data: String(decoding: data, as: UTF8.self))
    }
}
