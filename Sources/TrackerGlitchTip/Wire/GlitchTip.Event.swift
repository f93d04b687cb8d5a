import Primitives
import TrackerKit

extension GlitchTip {
    /// An event of an issue in the API's format ([retrieve an
    /// event](https://docs.sentry.io/api/events/retrieve-an-issue-event/)).
    struct Event: Sendable, Hashable {
        /// The identifier set by the sender: 32 hexadecimal digits.
        var id: String
        /// The id of its issue.
        var issueID: String?
        /// One line.
        var title: String?
        /// The logged text, if any.
        var message: String?
        /// The location in the code where it occurred.
        var culprit: String?
        /// The file and line where it occurred; only on Sentry.
        var location: String?
        /// The programming language or platform of the program.
        var platform: String?
        /// The tags set by the sender. If a key is repeated, its first value is used.
        var tags: [String: String]
        var releaseVersion: String?
        /// The values by which events are grouped, if the server returns them.
        var fingerprints: [String]
        /// Exceptions, the request, the message: objects with a `type` and `data`.
        var entries: [WireEntry]
        /// Data added by the sender (`extra`), which the API calls `context`.
        var extra: [String: JSON]
        /// When it occurred, by the sender's clock.
        var createdAt: Timestamp?
        /// When the server received it.
        var receivedAt: Timestamp?
        /// The object as received.
        var json: JSON

        struct WireEntry: Sendable, Hashable {
            /// `exception`, `message`, `request`, `breadcrumbs`, `csp`, `threads` …
            var type: String
            var data: JSON
        }

        /// Decodes an event. The identifier is required.
        init(_ wire: WireObject) throws(TrackerError) {
            id = try wire.requiredIdentifier(wire["eventID"] != nil ? "eventID" : wire.either("event_id", "id"))
            issueID = try? wire.requiredIdentifier(
                wire["groupID"] != nil ? "groupID" : wire.either("group_id", "issue_id"))
            title = wire.string("title")
            message = wire.string("message")
            culprit = wire.string("culprit")
            location = wire.string("location")
            platform = wire.string("platform")
            tags = Self.tags(wire["tags"])
            releaseVersion = wire.object("release")?.string("version") ?? wire.string("release")
            fingerprints = (wire["fingerprints"]?.arrayValue ?? []).compactMap(\.stringValue)
            entries = wire.objects("entries").compactMap { entry in
                entry.string("type").map { WireEntry(type: $0, data: entry["data"] ?? .null) }
            }
            extra = wire["context"]?.objectValue ?? wire["extra"]?.objectValue ?? [:]
            createdAt = wire.timestamp(wire.either("dateCreated", "date_created"))
            receivedAt = wire.timestamp(wire.either("dateReceived", "date_received"))
            json = wire.json
        }

        /// Decodes objects with key and value, or pairs, as in webhooks.
        private static func tags(_ json: JSON?) -> [String: String] {
            var tags: [String: String] = [:]
            for tag in json?.arrayValue ?? [] {
                guard let key = (tag["key"] ?? tag[0])?.stringValue, let value = (tag["value"] ?? tag[1])?.stringValue
                else { continue }
                if tags[key] == nil { tags[key] = value }
            }
            return tags
        }

        /// The data of the first entry of a type.
        func entry(_ type: String) -> JSON? { entries.first { $0.type == type }?.data }

        var release: String? { releaseVersion ?? tags["release"] }
        var environment: String? { tags["environment"] }
        /// The severity. Sentry always sets it as a tag; GlitchTip has it only if the sender did.
        var level: String? { tags["level"] }
        /// The values by which events are grouped, without personal data.
        var fingerprint: String? {
            let parts = fingerprints.filter { !PersonalData.isPersonalValue(by: "fingerprint", $0) }
            return parts.isEmpty ? nil : parts.joined(separator: " ")
        }

        /// The maximum number of tags that become custom fields of a ticket.
        static let maximumFields = 30
        /// Tags that a ticket contains elsewhere.
        static let knownTags: Set<String> = ["release", "environment", "level", CreationEvent.tag]

        /// The tags without personal data; see ``PersonalData``. Only occurrences, which are not stored, contain all of
        /// them.
        var impersonalTags: [String: String] { tags.filter { !PersonalData.isPersonalValue(by: $0.key, $0.value) } }

        /// The other tags, sorted by name, as custom fields. They are not labels: a label can be added and removed, a
        /// tag is a permanent part of an event.
        var customFields: [CustomField] {
            impersonalTags.filter { !Self.knownTags.contains($0.key) }.sorted { $0.key < $1.key }.prefix(
                Self.maximumFields
            )
            .map { CustomField(name: $0.key, value: .string($0.value)) }
        }
    }
}

/// Converts an event to an occurrence of its ticket. Variables, the request, breadcrumbs and data added by the sender
/// (`extra`) are omitted, since they often contain secrets. So are entries of unknown types.
extension GlitchTip.Event {
    /// The maximum number of exceptions in a chain (those thrown last), and of calls in each (the innermost).
    static let maximumOccurrenceExceptions = 10, maximumOccurrenceFrames = 100
    /// The maximum number of tags.
    static let maximumOccurrenceTags = 200
    /// The maximum length of a message, as the servers keep it, and of every other text, in Unicode scalars.
    static let maximumOccurrenceMessage = 8_192, maximumOccurrenceText = 1_000

    /// Converts to the gateway's model.
    /// - Parameter url: The event's web page.
    /// - Throws: ``TrackerError/malformedResponse(detail:)`` for an event without any time.
    func occurrence(url: String) throws(TrackerError) -> RemoteOccurrence {
        guard let time = createdAt ?? receivedAt else {
            throw .malformedResponse(detail: "event.dateCreated is missing, not a time")
        }
        var occurrence = RemoteOccurrence(remoteID: id, occurredAt: time)
        occurrence.url = url
        occurrence.receivedAt = receivedAt
        occurrence.title = Self.bounded(title)
        occurrence.message = Self.bounded(logged, Self.maximumOccurrenceMessage)
        occurrence.severity = level.flatMap { Severity(rawValue: $0) }
        occurrence.release = Self.bounded(release)
        occurrence.environment = Self.bounded(environment)
        occurrence.platform = Self.bounded(platform)
        occurrence.culprit = Self.bounded(culprit) ?? Self.bounded(location)
        occurrence.user = user
        occurrence.tags = shownTags
        let thrown = GlitchTip.Exception.all(in: entry("exception"))
        occurrence.exceptions = thrown.suffix(Self.maximumOccurrenceExceptions).reversed().map(\.shown)
        return occurrence
    }

    /// The logged message. Events of exceptions often have the exception's text here.
    private var logged: String? {
        let entry = entry("message")
        return [entry?["formatted"]?.stringValue, entry?["message"]?.stringValue, message].compactMap { $0 }.first {
            !$0.isEmpty
        }
    }

    /// All tags except the gateway's marker, sorted by name.
    private var shownTags: [OccurrenceTag] {
        tags.filter { $0.key != GlitchTip.CreationEvent.tag }.sorted { $0.key < $1.key }.prefix(
            Self.maximumOccurrenceTags
        )
        .map { OccurrenceTag(name: Self.bounded($0.key) ?? "", value: Self.bounded($0.value) ?? "") }
    }

    /// The affected user ([user interface](https://develop.sentry.dev/sdk/data-model/event-payloads/user/)); nil if
    /// nothing is known.
    private var user: OccurrenceUser? {
        let sent = json["user"]
        var user = OccurrenceUser()
        user.id = Self.bounded(sent?["id"]?.stringValue ?? sent?["id"]?.integerValue.map { String($0) })
        user.username = Self.bounded(sent?["username"]?.stringValue)
        user.name = Self.bounded(sent?["name"]?.stringValue)
        user.email = Self.bounded(sent?["email"]?.stringValue)
        user.ipAddress = Self.bounded(sent?["ip_address"]?.stringValue)
        return user == OccurrenceUser() ? nil : user
    }

    /// The text, truncated to `limit` Unicode scalars; nil for an empty one.
    static func bounded(_ text: String?, _ limit: Int = maximumOccurrenceText) -> String? {
        guard let text, !text.isEmpty else { return nil }
        let scalars = text.unicodeScalars
        guard scalars.index(scalars.startIndex, offsetBy: limit + 1, limitedBy: scalars.endIndex) != nil else {
            return text
        }
        return String(scalars.prefix(limit - 1)) + "…"
    }
}
