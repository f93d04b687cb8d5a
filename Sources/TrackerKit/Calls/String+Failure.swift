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
        let line = beginning(maximumReadLength).split(whereSeparator: \.isNewline).joined(separator: " ")
        let text = line.masking(secrets)
        return text.count > maximumMessageLength ? text.prefix(maximumMessageLength - 1) + "…" : text
    }

    /// Replaces each secret with `…`, in every form of ``SecretEcho``. A long secret is also recognised by its beginning,
    /// in case the rest was cut off. Text beyond 64 KiB is cut.
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

/// The maximum length of a message, in characters.
private let maximumMessageLength = 200
/// How much of a tracker's message is read, in bytes: many times what is shown, because masking shortens it.
private let maximumReadLength = 8_192
/// How much of a text is searched for secrets, in bytes: each costs a few comparisons for each form of each secret.
private let maximumMaskedLength = 65_536
