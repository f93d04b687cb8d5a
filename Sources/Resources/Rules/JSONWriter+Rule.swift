import Models
import Primitives
import Rules

extension JSONWriter {
    /// Writes a `Rule`.
    mutating func rule(_ rule: Rule) {
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
        value(definition["limit"] ?? JSON(RuleService.standardLimit))
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
        value(rule.missed.map { ["from": JSON($0.from), "to": JSON($0.to), "events": JSON($0.events)] } ?? .null)
        key("created_at")
        timestamp(rule.createdAt)
        key("updated_at")
        timestamp(rule.updatedAt)
        endObject()
    }

    /// Writes a `RuleTest`.
    mutating func rehearsal(_ rehearsal: RuleRehearsal, rule: String) {
        value([
            "rule": .string(rule), "matched": .bool(rehearsal.matched), "checks": .array(rehearsal.checks),
            "trace": rehearsal.trace ?? .null, "actions": .array(rehearsal.actions),
        ])
    }

    /// Writes a `RuleRun`.
    mutating func ruleRun(_ details: RuleRunDetails, rule: String) {
        let run = details.run
        beginObject()
        key("id")
        string(run.id.text)
        key("rule")
        string(rule)
        key("event")
        value(["id": .string(run.eventID.text), "type": .string(run.eventType.rawValue)])
        key("ticket")
        string(run.ticketID?.text)
        key("pair")
        string(run.pairID?.text)
        key("replay")
        bool(run.replayID != nil)
        key("state")
        string(run.state.rawValue)
        key("reason")
        string(details.showsDetails ? run.reason : nil)
        key("trace")
        value(details.showsDetails ? run.trace ?? .null : .null)
        key("actions")
        beginArray()
        for action in details.actions { ruleRunAction(action, showsDetails: details.showsDetails) }
        endArray()
        key("created_at")
        timestamp(run.createdAt)
        key("finished_at")
        timestamp(run.finishedAt)
        endObject()
    }

    private mutating func ruleRunAction(_ action: RuleRunAction, showsDetails: Bool) {
        let shown = { (json: JSON?) in showsDetails ? json ?? .null : .null }
        value([
            "position": JSON(action.position), "action": action.action["action"] ?? .null,
            "state": .string(action.state.rawValue),
            "call": shown(action.rendered), "attempts": JSON(action.attempts), "result": shown(action.result),
            "problem": shown(action.problem), "job": JSON(action.jobID?.text), "started_at": JSON(action.startedAt),
            "due_at": JSON(action.dueAt), "finished_at": JSON(action.finishedAt),
        ])
    }

    /// Writes a `TicketPair`.
    mutating func pair(_ pair: TicketPair, source: JSON?, target: JSON?) {
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
