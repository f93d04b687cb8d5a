import Primitives

extension String {
    /// Whether the text is safe in a header field and in a URL: printable ASCII without spaces, not empty.
    package var isHeaderSafe: Bool { !isEmpty && utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F } }

    /// Whether the text is a positive decimal number of at most 18 digits, which always fits 64 bits, without leading
    /// zeros.
    package var isNumber: Bool {
        !isEmpty && utf8.count <= 18 && utf8.first != UInt8(ascii: "0") && utf8.allSatisfy { $0 &- 0x30 < 10 }
    }

    /// Converts a tracker's message to the form of ``UpstreamFailure/message``: one line of at most 200 characters,
    /// with these secrets masked in case the tracker repeats one.
    package func failureLine(without secrets: String...) -> String { failureLine(without: secrets) }

    /// Like `failureLine(without:)` with several arguments, for an array of secrets.
    package func failureLine(without secrets: [String]) -> String {
        let text = split(whereSeparator: \.isNewline).joined(separator: " ").masking(secrets)
        return text.count > maximumMessageLength ? text.prefix(maximumMessageLength - 1) + "…" : text
    }

    /// Replaces each secret with `…`, plain or percent-encoded. A long secret is also recognised by its beginning, in
    /// case the rest was cut off.
    ///
    /// Bytes are compared, not characters: a combining accent after a secret would change its last character, and the
    /// secret would not match.
    package func masking(_ secrets: [String]) -> String {
        var bytes = Array(utf8)
        for secret in secrets where !secret.isEmpty {
            for form in Set([secret, PercentEncoding.segment(secret)]) { bytes = bytes.masking(Array(form.utf8)) }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension [UInt8] {
    /// The length of the beginning by which a longer secret is recognised, in bytes. No word of a message starts with
    /// so many of its bytes by chance.
    private static let tellingBytes = 12

    /// Replaces a secret with `…`. A secret of at least twice ``tellingBytes`` is recognised by its first
    /// ``tellingBytes`` bytes, and as many bytes are masked as match it.
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

/// The maximum length of a message, in characters.
private let maximumMessageLength = 200
