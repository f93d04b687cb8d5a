import Automation
import EventFeed
import Models
import Primitives
import Repositories
import TrackerKit

/// A rule with its parsed definition.
struct ReadRule: Sendable {
    let rule: Rule
    let definition: RuleDefinition
    /// The rule's current rights.
    let rights: ActingRights

    init(rule: Rule, definition: RuleDefinition) {
        self.rule = rule
        self.definition = definition
        rights = rule.rights
    }
}

/// A requirement for a rule to run on an event.
struct RuleCheck: Sendable {
    var name: String
    var holds: Bool
    var detail: String

    var json: JSON { ["check": .string(name), "holds": .bool(holds), "detail": .string(detail)] }
}

extension ReadRule {
    /// The checks that do not need the event document.
    func checks(_ trigger: RuleTrigger) -> [RuleCheck] {
        [
            RuleCheck(
                name: "on", holds: definition.on.contains(trigger.type),
                detail: "the event is \(trigger.type.rawValue)"),
            RuleCheck(
                name: "channels",
                holds: definition.channels.map { allowed in trigger.channel.map(allowed.contains) ?? false } ?? true,
                detail: trigger.channel.map { "the event is in the channel \($0)" } ?? "the event has no channel"),
            RuleCheck(
                name: "rights", holds: hasAccess(to: trigger),
                detail: hasAccess(to: trigger)
                    ? "the rule's author has access to the event" : "the rule's author has no access to the event"),
            RuleCheck(
                name: "origin", holds: trigger.origin != .rule || definition.firesOnRuleEffects,
                detail: trigger.origin == .rule ? "it was caused by a rule" : "it was not caused by a rule"),
        ]
    }

    /// Whether the rule must be evaluated for the event.
    func applies(to trigger: RuleTrigger) -> Bool {
        definition.on.contains(trigger.type) && (trigger.origin != .rule || definition.firesOnRuleEffects)
            && (definition.channels.map { allowed in trigger.channel.map(allowed.contains) ?? false } ?? true)
            && hasAccess(to: trigger)
    }

    private func hasAccess(to trigger: RuleTrigger) -> Bool {
        rights.audience.hasAccess(
            to: trigger.channel, users: trigger.connectionUsers, isConfidential: trigger.confidential)
    }

    /// Whether the rule may see the document: internal comments are confidential.
    func hasAccess(to document: JSON) -> Bool {
        rights.audience.includesConfidential || !document.containsInternalComment
    }

    /// Whether the condition holds. False if it cannot be evaluated.
    func isSatisfied(by document: JSON, labels: LabelRules, within allowance: WorkAllowance? = nil) -> Bool {
        guard let condition = definition.condition else { return true }
        return (try? condition.isSatisfied(by: document, labels: labels, within: allowance)) ?? false
    }

    /// The condition with the value of each part.
    func trace(of document: JSON, labels: LabelRules, within allowance: WorkAllowance? = nil) -> JSON? {
        definition.condition.map { $0.explain(document, labels: labels, within: allowance).json }
    }

    /// Whether the rule keeps tickets in sync.
    var keepsInStep: Bool { definition.actions.contains { $0.kind == .keepInStep } }
}

extension ReadRule {
    /// Parses a rule's definition; nil if this version cannot.
    init?(_ rule: Rule) {
        guard let definition = RuleDefinition(stored: rule.definition) else { return nil }
        self.init(rule: rule, definition: definition)
    }
}

extension RuleTrigger {
    /// The event of a document that a caller wrote; nil if it has no valid type.
    init?(document: JSON) {
        let event = document["event"] ?? .null
        guard let type = event["type"]?.stringValue.flatMap(EventType.init) else { return nil }
        self.init(
            id: event["id"]?.stringValue.flatMap { Event.ID($0) } ?? Event.ID(bits: 0), type: type,
            occurredAt: event["occurred_at"]?.stringValue.flatMap { Timestamp($0) } ?? Timestamp(microseconds: 0),
            origin: event["origin"]?.stringValue.flatMap(EventOrigin.init) ?? .webhook,
            changes: document["changes"] ?? [:])
        channel = document["channel"]?["slug"]?.stringValue ?? event["channel"]?.stringValue
        ticketID = document["ticket"]?["id"]?.stringValue.flatMap { MirroredTicket.ID($0) }
        confidential = document["ticket"]?["confidential"]?.boolValue ?? false
    }
}

extension RuleActionKind {
    /// Whether the action writes tickets, which requires `tickets:write` of the rule's author.
    var writesTickets: Bool {
        switch self {
        case .webhook, .notify, .wait: false
        case .createTicket, .updateTicket, .comment, .label, .assign, .setStatus, .setPriority, .close, .reopen, .link,
            .subscribe, .keepInStep:
            true
        }
    }
}
