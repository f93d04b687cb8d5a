import Primitives

extension String {
    /// Whether it may stand in a header field and in a URL: printable ASCII without spaces, and not empty.
    package var isHeaderSafe: Bool { !isEmpty && utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F } }

    /// Whether it is a positive decimal number that fits 64 bits, in its shortest spelling.
    package var isNumber: Bool {
        !isEmpty && utf8.count <= 18 && utf8.first != UInt8(ascii: "0") && utf8.allSatisfy { $0 &- 0x30 < 10 }
    }

    /// A tracker's message as ``UpstreamFailure/message`` holds it: one line, shortened, and without these secrets,
    /// should the tracker ever repeat one.
    package func failureLine(without secrets: String...) -> String { failureLine(without: secrets) }

    /// The same for a list of secrets.
    package func failureLine(without secrets: [String]) -> String {
        let text = split(whereSeparator: \.isNewline).joined(separator: " ").masking(secrets)
        return text.count > maximumMessageLength ? text.prefix(maximumMessageLength - 1) + "…" : text
    }

    /// The text with `…` in the place of each secret, as it is or percent-encoded, and of the beginning of a long one
    /// that was cut off.
    ///
    /// Bytes are compared, not characters: an accent behind a secret makes its last letter another character, and hides
    /// nothing of it.
    package func masking(_ secrets: [String]) -> String {
        var bytes = Array(utf8)
        for secret in secrets where !secret.isEmpty {
            for form in Set([secret, PercentEncoding.segment(secret)]) { bytes = bytes.masking(Array(form.utf8)) }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension [UInt8] {
    /// How many bytes of a longer secret are taken for it: no word of a message begins so by chance.
    private static let tellingBytes = 12

    /// With `…` in the place of a secret. Of one that has twice ``tellingBytes`` its beginning is enough, with whatever
    /// follows it up to the place where the texts part.
    fileprivate func masking(_ secret: [UInt8]) -> [UInt8] {
        guard count >= Swift.min(secret.count, Self.tellingBytes) else { return self }
        let needed = secret.count >= 2 * Self.tellingBytes ? Self.tellingBytes : secret.count
        var masked: [UInt8] = []
        var index = 0
        while index < count {
            var length = 0
            while length < secret.count, index + length < count, self[index + length] == secret[length] { length += 1 }
            if length >= needed {
                masked += Array("…".utf8)
                index += length
            } else {
                masked.append(self[index])
                index += 1
            }
        }
        return masked
    }
}

/// How long a message may be.
private let maximumMessageLength = 200
