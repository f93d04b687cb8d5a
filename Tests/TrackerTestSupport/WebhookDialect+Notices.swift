package import TrackerKit

extension WebhookDialect {
    /// The notices in a delivery for a channel without a status map.
    package func notices(in delivery: WebhookDelivery) throws -> [WebhookNotice] {
        try notices(in: delivery, for: ProjectReference(path: "any"))
    }
}
