import Automation
package import Models
package import Primitives

extension JSONWriter {
    /// Writes a `Rule`.
    /// - Parameter includesConfidential: Whether the reader may see confidential tickets. Others see only how many
    ///   public events the rule missed.
    package mutating func rule(_ rule: Rule, includesConfidential: Bool) {
        let definition = rule.definition
        beginObject()
        key("id")
        string(rule.id.text)
        key("slug")
        string(rule.slug)
        key("name")
        string(rule.name)
        key("description")
        string(rule.description)
        key("enabled")
        bool(rule.enabled)
        key("order")
        integer(rule.order)
        key("on")
        value(definition["on"] ?? [])
        key("channels")
        value(definition["channels"] ?? .null)
        key("if")
        value(definition["if"] ?? .null)
        key("do")
        value(definition["do"] ?? [])
        key("limit")
        value(definition["limit"] ?? JSON(RuleDefinition.standardLimit))
        key("stop")
        value(definition["stop"] ?? false)
        key("on_rule_effects")
        value(definition["on_rule_effects"] ?? false)
        key("acts_in")
        value(rule.channels.map { JSON($0.sorted()) } ?? .null)
        key("confidential")
        bool(rule.confidential)
        key("disabled")
        value(rule.disabledReason.map { ["reason": .string($0), "at": JSON(rule.disabledAt)] } ?? .null)
        key("missed")
        let missed = rule.missed?.shown(includingConfidential: includesConfidential)
        value(missed.map { ["from": JSON($0.from), "to": JSON($0.to), "events": JSON($0.events)] } ?? .null)
        key("created_at")
        timestamp(rule.createdAt)
        key("updated_at")
        timestamp(rule.updatedAt)
        endObject()
    }

    /// Writes a `TicketPair`.
    package mutating func pair(_ pair: TicketPair, source: JSON?, target: JSON?) {
        value([
            "id": .string(pair.id.text), "fingerprint": .string(pair.fingerprint), "channel": .string(pair.channel),
            "source": source.map(Self.brief) ?? .null, "target": target.map(Self.brief) ?? .null,
            "generation": JSON(pair.generation),
            "closed_from": JSON(pair.closedFrom?.rawValue), "paused_until": JSON(pair.pausedUntil),
            "created_at": JSON(pair.createdAt),
            "updated_at": JSON(pair.updatedAt),
        ])
    }

    private static func brief(_ ticket: JSON) -> JSON {
        .object(
            (ticket.objectValue ?? [:]).filter { ["id", "channel", "key", "url", "title", "state"].contains($0.key) })
    }
}
