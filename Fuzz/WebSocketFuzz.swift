import HTTPKit

/// Passes input to a parser in pieces and records its events.
private struct Feed {
    private var parser: WebSocketParser
    private var pending: [UInt8] = []
    private let limits: WebSocketLimits
    private(set) var events: [WebSocketParser.Event] = []
    private(set) var error: WebSocketError?

    /// The maximum length of a frame header: 2 bytes, an 8-byte length and a 4-byte mask (RFC 6455, 5.2).
    private static let headBytes = 14

    init(limits: WebSocketLimits) {
        self.limits = limits
        parser = WebSocketParser(limits: limits)
    }

    mutating func take(_ piece: UnsafeBufferPointer<UInt8>) {
        guard error == nil else { return }
        pending.append(contentsOf: piece)
        var offset = 0
        do throws(WebSocketError) {
            while let event = try next(&offset) { note(event) }
        } catch {
            self.error = error
            return
        }
        pending.removeFirst(offset)
        precondition(pending.count < Self.headBytes, "the parser holds back more than a head")
        precondition(parser.heldBytes <= limits.messageBytes + 125, "the parser holds more than its limit")
    }

    private mutating func next(_ offset: inout Int) throws(WebSocketError) -> WebSocketParser.Event? {
        let before = offset
        let outcome = pending.withUnsafeBufferPointer { bytes in
            Result { () throws(WebSocketError) in try parser.next(bytes, &offset) }
        }
        precondition(offset >= before && offset <= pending.count, "the parser consumed what is not there")
        return try outcome.get()
    }

    private mutating func note(_ event: WebSocketParser.Event) {
        events.append(event)
        switch event {
        case .message(.text(let bytes)):
            precondition(String(validating: bytes, as: UTF8.self) != nil, "text that is not UTF-8")
        case .message(.binary(let bytes)):
            precondition(bytes.count <= limits.messageBytes, "a message beyond the limit")
        case .ping(let bytes), .pong(let bytes): precondition(bytes.count <= 125, "a control frame that is too long")
        case .close(let close): precondition(close.code?.isValidOnWire != false, "a code that may not be sent")
        }
    }
}

/// The first two bytes of the input select the limits and the pieces; the rest is what a client sends.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
    guard size > 2 else { return 0 }
    let bytes = UnsafeBufferPointer(start: data + 2, count: size - 2)
    let limits = WebSocketLimits(messageBytes: data[0] & 1 == 1 ? 64 : 1 << 20)
    var whole = Feed(limits: limits)
    whole.take(bytes)

    var pieces = Feed(limits: limits)
    let longest = data[1] & 15 == 0 ? 1 : bytes.count / 6 + 1
    var state = UInt64(data[0]) << 8 | UInt64(data[1]) | 0x10000
    var start = 0
    while start < bytes.count {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        let end = min(bytes.count, start + 1 + Int(state >> 33) % longest)
        pieces.take(UnsafeBufferPointer(rebasing: bytes[start..<end]))
        start = end
    }
    precondition(
        whole.events == pieces.events && whole.error == pieces.error, "the events depend on how the bytes were split")
    fuzzSession(bytes, limits)
    fuzzEvents(bytes)
    return 0
}

/// A session must handle any input, and send at most one Close frame.
private func fuzzSession(_ bytes: UnsafeBufferPointer<UInt8>, _ limits: WebSocketLimits) {
    var session = WebSocketSession(limits: limits)
    session.receive(Array(bytes))
    var closes = 0
    while let action = session.next() {
        guard case .end(let close) = action else { continue }
        if close != nil { closes += 1 }
        break
    }
    if session.next() == .end(nil), session.close(WebSocketClose(code: .normal)) != nil { closes += 1 }
    precondition(closes <= 1, "two Close frames")
}

/// Events parsed by a client must not depend on how the input was split, and serialising them must preserve them.
private func fuzzEvents(_ bytes: UnsafeBufferPointer<UInt8>) {
    var whole = ServerSentEventParser(limit: 256), single = ServerSentEventParser(limit: 256)
    let events = whole.take(bytes)
    precondition(
        bytes.flatMap { single.take(CollectionOfOne($0)) } == events, "the events depend on how the bytes were split")
    // NUL can't be represented in an id or event type, so such events are not preserved.
    for event in events where !bytes.contains(0) {
        var again = ServerSentEventParser()
        precondition(again.take(event.bytes) == [event], "an event changed in its bytes")
    }
}
