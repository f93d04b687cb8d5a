import Crypto
import Primitives
import TrackerKit

extension GlitchTip {
    /// The event that makes an issue, since the API has no way to make one: it is sent to the project's DSN as a
    /// program would ([event payloads](https://develop.sentry.dev/sdk/data-model/event-payloads/)).
    ///
    /// Its identifier follows from the creation's marker, so that the issue is found again by it, and its fingerprint
    /// holds the marker, so that the issue is its own and a second sending makes no second issue.
    struct CreationEvent: Sendable, Hashable {
        /// 32 hexadecimal digits.
        var id: String
        /// The ticket's title.
        var title: String
        /// The ticket's text.
        var body: String
        /// The creation's marker; the event's identifier where there is none.
        var marker: String
        /// Shows that the gateway sent it; see ``CreationProof``.
        var proof: String

        /// The tag that holds the marker.
        static let tag = "ticket_gateway"
        private static let titleField = "ticket_gateway_title"
        private static let proofField = "ticket_gateway_proof"
        private static let bodyField = "ticket_gateway_body_"
        /// How many bytes of the text one field takes: Sentry shortens a value of `extra` beyond 16 KiB
        /// ([size limits](https://develop.sentry.dev/sdk/data-model/envelopes/#size-limits)).
        static let fieldBytes = 8_000
        /// How many fields there may be, so that `extra` stays below Sentry's 256 KiB.
        static let maximumFields = 24
        /// How long the text may be.
        static let maximumBody = fieldBytes * (maximumFields - 1)
        /// How long a title may be: what the servers keep of a message.
        static let maximumTitle = 8_000

        /// Makes an event.
        /// - Parameter bits: What its identifier is made of when there is no marker.
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

        /// Bits as a UUID of version 4 (RFC 9562, section 5.4), in hexadecimal: other versions mean something to
        /// GlitchTip.
        private static func id(_ bits: UInt128) -> String {
            var bits = bits & ~(UInt128(0xF) << 76) | UInt128(4) << 76
            bits = bits & ~(UInt128(3) << 62) | UInt128(2) << 62
            return Hexadecimal.text(bits, digits: 32)
        }

        /// The event as JSON.
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

        /// The event in an envelope, which is what is sent
        /// ([envelopes](https://develop.sentry.dev/sdk/data-model/envelopes/)).
        func envelope(at now: Timestamp) -> [UInt8] {
            let event = json(at: now).serialized()
            let header: JSON = ["event_id": .string(id), "sent_at": .string(now.rfc3339)]
            let item: JSON = ["type": "event", "content_type": "application/json", "length": JSON(event.count)]
            let newline = UInt8(ascii: "\n")
            return header.serialized() + [newline] + item.serialized() + [newline] + event + [newline]
        }

        private static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }

        /// The text in parts of whole characters' worth of UTF-8.
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

    /// What an event of the gateway's own says of the ticket that it made.
    struct Creation: Sendable, Hashable {
        /// The title, whole; issues show only the beginning of long ones.
        var title: String
        /// The text.
        var body: String
        /// The marker.
        var marker: String
    }
}

extension GlitchTip.Event {
    /// The ticket that the event made; nil for all others, those that only look like one included.
    func creation(provenBy proof: GlitchTip.CreationProof) -> GlitchTip.Creation? {
        GlitchTip.CreationEvent.creation(in: self, provenBy: proof)
    }

    /// The text of an event that says to have made a ticket, whether or not it shows that: nothing to take for
    /// Markdown.
    var saidText: String? {
        let text = GlitchTip.CreationEvent.body(in: self)
        return text.isEmpty ? nil : text
    }
}

extension GlitchTip.CreationEvent {
    /// Reads an event that ``json(at:)`` wrote.
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
