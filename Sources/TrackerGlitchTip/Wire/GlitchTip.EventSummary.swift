import Primitives
import TrackerKit

extension GlitchTip {
    /// The data that a ticket takes from the latest event of its issue.
    struct EventSummary: Sendable, Hashable {
        /// The ticket that the gateway created with the event; nil for every other event.
        var creation: Creation?
        /// The text of any other event.
        var text: String
        /// The values by which events are grouped.
        var fingerprint: String?
        var release: String?
        var environment: String?
        /// The tags without personal data.
        var customFields: [CustomField]

        init(_ event: Event, provenBy proof: CreationProof) {
            creation = event.creation(provenBy: proof)
            text = creation == nil ? event.markdown : ""
            fingerprint = event.fingerprint
            release = event.release
            environment = event.environment
            customFields = event.customFields
        }

        /// The approximate size in memory, in bytes.
        var size: Int {
            let fields = customFields.reduce(0) {
                $0 + $1.name.utf8.count + ($1.value.stringValue?.utf8.count ?? 0) + 64
            }
            return 256 + text.utf8.count + (creation.map { $0.body.utf8.count + $0.title.utf8.count } ?? 0) + fields
        }
    }
}
