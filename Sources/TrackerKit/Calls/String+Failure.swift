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
        let line = beginning(maximumReadLength).split(whereSeparator: \.isNewline).joined(separator: " ")
        let text = line.masking(secrets)
        return text.count > maximumMessageLength ? text.prefix(maximumMessageLength - 1) + "…" : text
    }

    /// The text with `…` in the place of each secret, in whatever form it is repeated (see ``SecretEcho``), and of the
    /// beginning of a long one that was cut off. A text of more than 64 KiB is cut.
    package func masking(_ secrets: [String]) -> String {
        let forms = secrets.flatMap(SecretEcho.forms)
        guard !forms.isEmpty else { return self }
        let text = Array(beginning(maximumMaskedLength).utf8)
        var masked: [UInt8] = []
        var index = 0
        while index < text.count {
            if let length = forms.lazy.compactMap({ $0.length(in: text, at: index) }).max() {
                masked += Array("…".utf8)
                index += length
            } else {
                masked.append(text[index])
                index += 1
            }
        }
        return String(decoding: masked, as: UTF8.self)
    }

    private func beginning(_ length: Int) -> String {
        utf8.count <= length ? self : String(decoding: utf8.prefix(length), as: UTF8.self) + "…"
    }
}

/// How long a message may be, in characters.
private let maximumMessageLength = 200
/// How much of a tracker's message is read, in bytes: many times what is shown of it, as secrets in it get shorter.
private let maximumReadLength = 8_192
/// How much of a text is searched for secrets, in bytes: each costs a few comparisons for each form of each secret.
private let maximumMaskedLength = 65_536
