package import TrackerKit

extension WebhookDialect {
    /// What a delivery tells a channel that has no status map.
    package func notices(in delivery: WebhookDelivery) throws -> [WebhookNotice] {
        try notices(in: delivery, for: ProjectReference(path: "any"))
    }
}
