/// Reads a `text/event-stream` as a client does (WHATWG HTML, section 9.2.6): takes bytes, gives events, knows no
/// socket.
package struct ServerSentEventParser: Sendable {
    /// The id of the last event that had one: what to come back with. An event that is not complete does not move it.
    package private(set) var lastEventID = ""
    /// After how many milliseconds to come back, when the server said so.
    package private(set) var retryMilliseconds: Int?
    /// Whether a line or an event was longer than allowed: then the stream can't be followed.
    package private(set) var isOverlong = false

    private let limit: Int
    private var line: [UInt8] = []
    private var isFirstLine = true
    private var endedWithReturn = false
    private var id: String?
    private var type = ""
    private var data: [UInt8] = []
    private var hasData = false

    /// A parser of a new stream.
    /// - Parameters:
    ///   - lastEventID: What the stream was asked for.
    ///   - limit: How many bytes a line, or the data of an event, may have.
    package init(lastEventID: String = "", limit: Int = 16 << 20) {
        self.lastEventID = lastEventID
        self.limit = limit
    }

    /// The events that are complete with these bytes. Each has the id that is the last one once it is taken.
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

    /// An empty line ends an event; one without data only moves the last id.
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
