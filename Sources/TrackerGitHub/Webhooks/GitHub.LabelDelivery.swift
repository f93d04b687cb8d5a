import Primitives
import TrackerKit

extension GitHub {
    /// The body of a webhook about a label that was edited
    /// ([label](https://docs.github.com/en/webhooks/webhook-events-and-payloads#label)): `changes.name.from` holds the
    /// name before.
    struct LabelDelivery: Sendable {
        /// What it tells.
        var notice: WebhookNotice

        /// Decodes a body; nil for events that change no name.
        init?(_ wire: WireObject) {
            guard wire.string("action") == "edited", let to = wire.object("label")?.string("name"),
                let from = wire.object("changes")?.object("name")?.string("from"), LabelName(from) != LabelName(to)
            else { return nil }
            let repository = wire.object("repository")
            let project = Set(
                [repository?.string("full_name"), repository?.integer("id").map { String($0) }].compactMap { $0 })
            notice = WebhookNotice(.labelRenamed(from: from, to: to), project: project)
            notice.actor = wire.object("sender").flatMap { try? User($0) }?.user
        }
    }
}
