import HTTPKit
import HTTPTypes

/// A readable transcript of the events that a parser returns for given bytes, so that two runs can be compared.
struct ParserRun: Equatable {
    /// One line per head, header field, complete body and end of message.
    var events: [String] = []
    /// Why the parser stopped; nil if it needs more bytes.
    var error: MessageError?

    /// Parses bytes in one piece, or split at the given offsets.
    init(_ bytes: [UInt8], cutAt cuts: [Int] = [], limits: ParserLimits = ParserLimits()) {
        var parser = RequestParser(limits: limits)
        var pending: [UInt8] = []
        var start = 0
        var body: [UInt8] = []
        for end in cuts + [bytes.count] {
            pending += bytes[start..<end]
            start = end
            do throws(MessageError) {
                try drain(&parser, pending: &pending, body: &body)
            } catch {
                self.error = error
                return
            }
        }
    }

    init(_ text: String, cutAt cuts: [Int] = [], limits: ParserLimits = ParserLimits()) {
        self.init(Array(text.utf8), cutAt: cuts, limits: limits)
    }

    private mutating func drain(
        _ parser: inout RequestParser, pending: inout [UInt8], body: inout [UInt8]
    ) throws(MessageError) {
        while true {
            var offset = 0
            let result = pending.withUnsafeBufferPointer { bytes in
                Result { () throws(MessageError) in try parser.next(bytes, &offset) }
            }
            guard let event = try result.get() else {
                pending.removeFirst(offset)
                return
            }
            note(event, of: pending, body: &body)
            pending.removeFirst(offset)
        }
    }

    private mutating func note(_ event: RequestParser.Event, of bytes: [UInt8], body: inout [UInt8]) {
        switch event {
        case .head(let parsed): events.append(Self.describe(parsed))
        case .body(let range): body += bytes[range]
        case .end:
            events.append("body \(String(decoding: body, as: UTF8.self))")
            body = []
        }
    }

    private static func describe(_ parsed: ParsedHead) -> String {
        let head = parsed.head
        let fields = head.fields.map { "\(head.text($0.name))=\(head.text($0.value))" }.joined(separator: "|")
        return
            "\(head.method.rawValue) \(head.text(head.path)) ?\(head.text(head.query)) 1.\(head.minorVersion) \(parsed.framing)"
            + " persistent=\(parsed.isPersistent) continue=\(parsed.expectsContinue) \(fields)"
    }

    /// Whether the parser stopped because the message is malformed.
    var isMalformed: Bool {
        if case .malformed = error { true } else { false }
    }
}
