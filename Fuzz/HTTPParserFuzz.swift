import HTTPKit
import HTTPTypes

/// A parser's events, as a hash, a count and an error. Must not depend on how the input was split.
private struct Transcript: Equatable {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    var events = 0
    var error: MessageError?

    mutating func note(_ value: UInt64) {
        hash = (hash ^ value) &* 0x0000_0100_0000_01B3
    }

    mutating func note(_ bytes: UnsafeBufferPointer<UInt8>) {
        for byte in bytes { note(UInt64(byte)) }
    }

    mutating func note(_ range: Range<Int>, in head: RequestHead) {
        precondition(range.upperBound <= head.bytes.count, "a range lies outside the head")
        note(UInt64(range.lowerBound) << 32 | UInt64(range.upperBound))
    }

    mutating func note(_ parsed: ParsedHead) {
        let head = parsed.head
        head.bytes.withUnsafeBufferPointer { note($0) }
        note(head.path, in: head)
        note(head.query, in: head)
        for field in head.fields {
            note(field.name, in: head)
            note(field.value, in: head)
        }
        note(UInt64(head.minorVersion) | (parsed.isPersistent ? 2 : 0) | (parsed.expectsContinue ? 4 : 0))
        note(UInt64(bitPattern: Int64(parsed.framing.hashForFuzzing)))
    }
}

extension BodyFraming {
    fileprivate var hashForFuzzing: Int {
        switch self {
        case .none: -1
        case .chunked: -2
        case .length(let length): length
        }
    }
}

/// Parses a message that arrives in pieces.
private struct Feed {
    private var parser: RequestParser
    private var pending: [UInt8] = []
    private let limits: ParserLimits
    private(set) var transcript = Transcript()

    init(limits: ParserLimits) {
        self.limits = limits
        parser = RequestParser(limits: limits)
    }

    mutating func take(_ piece: UnsafeBufferPointer<UInt8>) {
        guard transcript.error == nil else { return }
        pending.append(contentsOf: piece)
        var offset = 0
        do throws(MessageError) {
            while try step(&offset) {}
        } catch {
            transcript.error = error
        }
        pending.removeFirst(offset)
        checkBound()
    }

    /// Unconsumed input is part of an incomplete head, so the limits bound its size.
    private func checkBound() {
        guard transcript.error == nil else { return }
        let emptyLines = 2 * limits.leadingEmptyLines
        precondition(
            pending.count <= emptyLines + limits.requestLineBytes + limits.headerBytes + 4,
            "the parser holds back too much")
    }

    /// Reads one event. false if the parser needs more input.
    private mutating func step(_ offset: inout Int) throws(MessageError) -> Bool {
        let before = offset
        let outcome = pending.withUnsafeBufferPointer { bytes in
            Result { () throws(MessageError) in try parser.next(bytes, &offset) }
        }
        precondition(offset >= before && offset <= pending.count, "the parser consumed what is not there")
        guard let event = try outcome.get() else { return false }
        note(event, consumed: offset - before)
        return true
    }

    private mutating func note(_ event: RequestParser.Event, consumed: Int) {
        switch event {
        case .head(let parsed):
            transcript.events += 1
            transcript.note(1)
            transcript.note(parsed)
        case .body(let range):
            precondition(!range.isEmpty, "an empty piece of a body")
            pending.withUnsafeBufferPointer { transcript.note(UnsafeBufferPointer(rebasing: $0[range])) }
        case .end:
            transcript.events += 1
            transcript.note(2)
        }
    }
}

/// The default limits, or limits small enough for short inputs to reach.
private func limits(_ choice: UInt8) -> ParserLimits {
    var limits = ParserLimits()
    guard choice & 1 == 1 else { return limits }
    limits.requestLineBytes = 64
    limits.methodBytes = 8
    limits.headerBytes = 128
    limits.headerCount = 4
    limits.leadingEmptyLines = 1
    limits.bodyBytes = 32
    limits.chunkExtensionBytes = 16
    limits.trailerBytes = 32
    return limits
}

/// The first two bytes of the input select the limits and the pieces; the rest is what a client sends.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
    guard size > 2 else { return 0 }
    let bytes = UnsafeBufferPointer(start: data + 2, count: size - 2)
    let limits = limits(data[0])
    var whole = Feed(limits: limits)
    whole.take(bytes)

    var pieces = Feed(limits: limits)
    // One case in 16 is split into single bytes, the others into about a dozen pieces.
    let longest = data[1] & 15 == 0 ? 1 : bytes.count / 6 + 1
    var state = UInt64(data[0]) << 8 | UInt64(data[1]) | 0x10000
    var start = 0
    while start < bytes.count {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        let length = 1 + Int(state >> 33) % longest
        let end = min(bytes.count, start + length)
        pieces.take(UnsafeBufferPointer(rebasing: bytes[start..<end]))
        start = end
    }
    precondition(whole.transcript == pieces.transcript, "the events depend on how the bytes were split")
    return 0
}
