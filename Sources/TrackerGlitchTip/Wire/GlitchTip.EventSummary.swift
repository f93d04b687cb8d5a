import Primitives
import TrackerKit

extension GlitchTip {
    /// What a ticket takes from the latest event of its issue.
    struct EventSummary: Sendable, Hashable {
        /// The ticket that the gateway made by the event; nil for every other event.
        var creation: Creation?
        /// The text of any other event.
        var text: String
        /// What made it equal to others.
        var fingerprint: String?
        /// The release.
        var release: String?
        /// The environment.
        var environment: String?
        /// The tags that tell about no person.
        var customFields: [CustomField]

        /// Reads an event.
        init(_ event: Event, provenBy proof: CreationProof) {
            creation = event.creation(provenBy: proof)
            text = creation == nil ? event.markdown : ""
            fingerprint = event.fingerprint
            release = event.release
            environment = event.environment
            customFields = event.customFields
        }

        /// About how many bytes it takes in memory.
        var size: Int {
            let fields = customFields.reduce(0) {
                $0 + $1.name.utf8.count + ($1.value.stringValue?.utf8.count ?? 0) + 64
            }
            return 256 + text.utf8.count + (creation.map { $0.body.utf8.count + $0.title.utf8.count } ?? 0) + fields
        }
    }
}
