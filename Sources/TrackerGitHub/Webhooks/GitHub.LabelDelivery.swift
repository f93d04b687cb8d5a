import Primitives
import TrackerKit

extension GitHub {
    /// The body of a webhook delivery about an edited label
    /// ([label](https://docs.github.com/en/webhooks/webhook-events-and-payloads#label)). `changes.name.from` contains
    /// the previous name.
    struct LabelDelivery: Sendable {
        var notice: WebhookNotice

        /// Decodes a body. nil if the name did not change.
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
