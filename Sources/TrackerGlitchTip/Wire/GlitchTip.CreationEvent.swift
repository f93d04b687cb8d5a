import Crypto
import Primitives
import TrackerKit

extension GlitchTip {
    /// The event that creates an issue, since the API cannot: it is sent to the project's DSN as a program would send
    /// it ([event payloads](https://develop.sentry.dev/sdk/data-model/event-payloads/)).
    ///
    /// Its identifier is derived from the creation's marker, so that the issue can be found by it. Its fingerprint
    /// contains the marker, so that the event gets its own issue, and sending it twice creates no second one.
    struct CreationEvent: Sendable, Hashable {
        /// 32 hexadecimal digits.
        var id: String
        var title: String
        var body: String
        /// The creation's marker; the event's identifier if there is none.
        var marker: String
        /// Proves that the gateway sent the event; see ``CreationProof``.
        var proof: String

        /// The tag that contains the marker.
        static let tag = "ticket_gateway"
        private static let titleField = "ticket_gateway_title"
        private static let proofField = "ticket_gateway_proof"
        private static let bodyField = "ticket_gateway_body_"
        /// The maximum length of one field of the text, in bytes: Sentry truncates values of `extra` at 16 KiB ([size
        /// limits](https://develop.sentry.dev/sdk/data-model/envelopes/#size-limits)).
        static let fieldBytes = 8_000
        /// The maximum number of fields, so that `extra` stays below Sentry's 256 KiB.
        static let maximumFields = 24
        /// The maximum length of the text, in bytes.
        static let maximumBody = fieldBytes * (maximumFields - 1)
        /// The maximum length of a title, in bytes: the servers truncate messages there.
        static let maximumTitle = 8_000

        /// - Parameter bits: Random bits for the identifier if there is no marker.
        init(
            _ draft: TicketDraft, marker: CreationMarker?, in project: ProjectReference, proof: CreationProof,
            bits: () -> UInt128
        ) {
            id = marker.map { Self.id(marked: $0, in: project) } ?? Self.id(bits())
            title = draft.title
            body = draft.body
            self.marker = marker?.text ?? id
            self.proof = proof.text(id: id, marker: self.marker)
        }

        /// The identifier of the event that a creation with this marker sent.
        static func id(marked marker: CreationMarker, in project: ProjectReference) -> String {
            let digest = SHA256.hash(data: Array("ticket-gateway\n\(project.path)\n\(marker.text)".utf8))
            return id(digest.prefix(16).reduce(UInt128(0)) { $0 << 8 | UInt128($1) })
        }

        /// Formats bits as a UUID of version 4 (RFC 9562, section 5.4) in hexadecimal. GlitchTip assigns a meaning to
        /// other versions.
        private static func id(_ bits: UInt128) -> String {
            var bits = bits & ~(UInt128(0xF) << 76) | UInt128(4) << 76
            bits = bits & ~(UInt128(3) << 62) | UInt128(2) << 62
            return Hexadecimal.text(bits, digits: 32)
        }

        func json(at now: Timestamp) -> JSON {
            var extra: [String: JSON] = [Self.titleField: .string(title), Self.proofField: .string(proof)]
            for (index, part) in Self.parts(of: body).enumerated() {
                extra[Self.bodyField + Self.twoDigits(index)] = .string(part)
            }
            return [
                "event_id": .string(id), "timestamp": .string(now.rfc3339), "platform": "other", "level": "info",
                "logger": "ticket-gateway",
                "message": .string(title), "fingerprint": ["ticket-gateway", .string(marker)],
                "tags": [Self.tag: .string(marker)],
                "extra": .object(extra),
            ]
        }

        /// The event in an envelope, the request body
        /// ([envelopes](https://develop.sentry.dev/sdk/data-model/envelopes/)).
        func envelope(at now: Timestamp) -> [UInt8] {
            let event = json(at: now).serialized()
            let header: JSON = ["event_id": .string(id), "sent_at": .string(now.rfc3339)]
            let item: JSON = ["type": "event", "content_type": "application/json", "length": JSON(event.count)]
            let newline = UInt8(ascii: "\n")
            return header.serialized() + [newline] + item.serialized() + [newline] + event + [newline]
        }

        private static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }

        /// Splits the text into parts of at most ``fieldBytes`` bytes, at boundaries of UTF-8 sequences.
        private static func parts(of text: String) -> [String] {
            var parts: [String] = []
            var bytes = Array(text.utf8)[...]
            while !bytes.isEmpty {
                var end = min(fieldBytes, bytes.count)
                while end < bytes.count, bytes[bytes.startIndex + end] & 0xC0 == 0x80 { end -= 1 }
                parts.append(String(decoding: bytes.prefix(end), as: UTF8.self))
                bytes = bytes.dropFirst(end)
            }
            return parts
        }
    }

    /// The ticket data in an event that the gateway sent.
    struct Creation: Sendable, Hashable {
        /// The complete title. Issues contain only the beginning of a long one.
        var title: String
        var body: String
        var marker: String
    }
}

extension GlitchTip.Event {
    /// The ticket that the event created; nil for all other events, including imitations.
    func creation(provenBy proof: GlitchTip.CreationProof) -> GlitchTip.Creation? {
        GlitchTip.CreationEvent.creation(in: self, provenBy: proof)
    }

    /// The text of an event that claims to have created a ticket, whether or not it is proven. It must not be
    /// interpreted as Markdown.
    var claimedText: String? {
        let text = GlitchTip.CreationEvent.body(in: self)
        return text.isEmpty ? nil : text
    }
}

extension GlitchTip.CreationEvent {
    /// Parses an event that ``json(at:)`` produced.
    fileprivate static func creation(in event: GlitchTip.Event, provenBy proof: GlitchTip.CreationProof) -> GlitchTip
        .Creation?
    {
        guard let marker = event.tags[tag], let title = event.extra[titleField]?.stringValue,
            let shown = event.extra[proofField]?.stringValue, proof.isShown(by: shown, id: event.id, marker: marker)
        else { return nil }
        return GlitchTip.Creation(title: title, body: body(in: event), marker: marker)
    }

    fileprivate static func body(in event: GlitchTip.Event) -> String {
        let parts = event.extra.filter { $0.key.hasPrefix(bodyField) }.sorted { $0.key < $1.key }.prefix(maximumFields)
        return parts.compactMap(\.value.stringValue).joined()
    }
}
