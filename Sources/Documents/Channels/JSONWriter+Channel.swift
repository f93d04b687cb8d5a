package import Models
package import Primitives
package import TrackerKit

extension RemainingWebhook {
    /// The webhook as `WebhookLeft`.
    var json: JSON { ["callback_url": .string(callbackURL), "remote_id": JSON(remoteID), "error": .string(error)] }
}

extension JSONWriter {
    /// Writes a `ChannelDeleted`.
    package mutating func remainingWebhook(_ webhook: RemainingWebhook) { value(["webhook_left": webhook.json]) }

    /// Writes a `Channel`.
    package mutating func channel(_ channel: Channel, capabilities: [Capability], limits: TextRules) {
        beginObject()
        key("id")
        string(channel.id.text)
        key("slug")
        string(channel.slug)
        key("title")
        string(channel.title)
        key("connection")
        string(channel.connectionSlug)
        key("tracker")
        string(channel.tracker.rawValue)
        key("path")
        string(channel.path)
        key("url")
        string(channel.url)
        key("status_map")
        value(.object(channel.statusMap.mapValues { .string($0.rawValue) }))
        key("settings")
        value(channel.settings)
        key("sync")
        value(["enabled": .bool(channel.syncEnabled), "interval_seconds": .integer(Int64(channel.syncIntervalSeconds))])
        key("capabilities")
        strings(capabilities.map(\.rawValue))
        key("limits")
        textLimits(limits)
        key("ticket_count")
        integer(channel.ticketCount)
        key("synced_at")
        timestamp(channel.syncedAt)
        key("created_at")
        timestamp(channel.createdAt)
        key("updated_at")
        timestamp(channel.updatedAt)
        endObject()
    }
}

extension JSONWriter {
    /// Writes `TextLimits`.
    fileprivate mutating func textLimits(_ rules: TextRules) {
        beginObject()
        key("unit")
        string(rules.unit.rawValue)
        key("title")
        integer(rules.title)
        key("body")
        integer(rules.newBody)
        key("comment")
        integer(rules.comment)
        endObject()
    }
}
