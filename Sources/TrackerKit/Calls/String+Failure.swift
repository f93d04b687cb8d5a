extension String {
    /// Whether it may stand in a header field and in a URL: printable ASCII without spaces, and not empty.
    public var isHeaderSafe: Bool { !isEmpty && utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F } }

    /// Whether it is a positive decimal number that fits 64 bits, in its shortest spelling.
    public var isNumber: Bool { !isEmpty && utf8.count <= 18 && utf8.first != UInt8(ascii: "0") && utf8.allSatisfy { $0 &- 0x30 < 10 } }

    /// A tracker's message as ``UpstreamFailure/message`` holds it: one line, shortened, and without these secrets, should the tracker ever
    /// repeat one.
    public func failureLine(without secrets: String...) -> String {
        var text = split(whereSeparator: \.isNewline).joined(separator: " ")
        for secret in secrets where !secret.isEmpty { text = text.replacing(secret, with: "…") }
        return text.count > maximumMessageLength ? text.prefix(maximumMessageLength - 1) + "…" : text
    }
}

/// How long a message may be.
private let maximumMessageLength = 200
