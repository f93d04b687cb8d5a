import Primitives
import TrackerKit

extension GlitchTip {
    /// One event of an issue, as the API shows it ([retrieve an
    /// event](https://docs.sentry.io/api/events/retrieve-an-issue-event/)).
    struct Event: Sendable, Hashable {
        /// The identifier that the sender gave it: 32 hexadecimal digits.
        var id: String
        /// The issue that it belongs to.
        var issueID: String?
        /// One line.
        var title: String?
        /// The text that was logged, where it is one.
        var message: String?
        /// Where it happened.
        var culprit: String?
        /// The file and line that it happened in, where Sentry says.
        var location: String?
        /// What the program is written in.
        var platform: String?
        /// Keys and values that the sender put on it, by key; of two with the same key the first counts.
        var tags: [String: String]
        /// The release that it happened in.
        var releaseVersion: String?
        /// What made it equal to others, where the server shows it.
        var fingerprints: [String]
        /// Exceptions, the request, the message: objects with a `type` and `data`.
        var entries: [WireEntry]
        /// What the sender added (`extra`); the API calls it `context`.
        var extra: [String: JSON]
        /// When it happened, by the sender's clock.
        var createdAt: Timestamp?
        /// When the server had it.
        var receivedAt: Timestamp?
        /// The object as it came.
        var json: JSON

        /// A part of an event.
        struct WireEntry: Sendable, Hashable {
            /// `exception`, `message`, `request`, `breadcrumbs`, `csp`, `threads` …
            var type: String
            /// The part itself.
            var data: JSON
        }

        /// Decodes an event; the identifier must be there.
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

        /// Objects with key and value, or pairs, as webhooks have them.
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

        /// The release.
        var release: String? { releaseVersion ?? tags["release"] }
        /// The environment.
        var environment: String? { tags["environment"] }
        /// How bad it was; a tag at Sentry, and shown by GlitchTip only where the sender made it one.
        var level: String? { tags["level"] }
        /// What makes equal events equal, without what tells about a person.
        var fingerprint: String? {
            let parts = fingerprints.filter { !PersonalData.isTold(by: "fingerprint", $0) }
            return parts.isEmpty ? nil : parts.joined(separator: " ")
        }

        /// How many tags a ticket shows as fields of its own.
        static let maximumFields = 30
        /// Tags that a ticket shows elsewhere.
        static let knownTags: Set<String> = ["release", "environment", "level", CreationEvent.tag]

        /// The tags that tell about no person; see ``PersonalData``. All of them are for occurrences alone, which are
        /// not stored.
        var impersonalTags: [String: String] { tags.filter { !PersonalData.isTold(by: $0.key, $0.value) } }

        /// The other tags, by name, as the ticket's own fields. They are no labels: a label is put on a ticket and
        /// taken away, a tag belongs to an event for good.
        var customFields: [CustomField] {
            impersonalTags.filter { !Self.knownTags.contains($0.key) }.sorted { $0.key < $1.key }.prefix(
                Self.maximumFields
            )
            .map { CustomField(name: $0.key, value: .string($0.value)) }
        }
    }
}
