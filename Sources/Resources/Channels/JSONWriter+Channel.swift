import Connections
import Models
import Primitives
import ServiceKit
import TrackerKit

extension Channel {
    /// The channel's tag: its revision and the counters that are shown with it.
    var etag: ETag { ETag(opaque: ETag(revision).opaque + "-\(ticketCount)-\(syncedAt?.microseconds ?? 0)") }
}

extension Precondition {
    /// The precondition on channels' revisions only: a change must not fail because a sync has updated the counters in
    /// the meantime.
    var withoutCounters: Precondition {
        guard case .oneOf(let tags) = self else { return self }
        return .oneOf(Set(tags.map { ETag(opaque: String($0.opaque.prefix { $0 != "-" })) }))
    }
}

extension RemainingWebhook {
    /// The webhook as `WebhookLeft`.
    var json: JSON { ["callback_url": .string(callbackURL), "remote_id": JSON(remoteID), "error": .string(error)] }
}

extension JSONWriter {
    /// Writes a `ChannelDeleted`.
    mutating func remainingWebhook(_ webhook: RemainingWebhook) { value(["webhook_left": webhook.json]) }

    /// Writes a `Channel`.
    mutating func channel(_ channel: Channel, capabilities: [Capability], limits: TextRules) {
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
