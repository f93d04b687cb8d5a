package import Primitives
package import TrackerKit

extension RuleAction {
    /// Renders the slug of the channel whose tracker the action calls, to look up its ``TextRules``. Nil for actions
    /// that call no tracker.
    package func targetChannel(in context: RuleContext) throws(RenderingFailure) -> String? {
        let renderer = FieldRenderer(context: context.json, allowance: context.allowance)
        switch kind {
        case .createTicket: return try renderer.text(json["channel"]?.stringValue ?? "").trimmed
        case .keepInStep: return json["channel"]?.stringValue
        case .wait, .webhook, .notify: return nil
        case .updateTicket, .comment, .label, .assign, .setStatus, .setPriority, .close, .reopen, .link, .subscribe:
            return try context.location(of: ticket, renderer).channel
        }
    }

    /// Renders the action.
    /// - Parameter rules: The text rules of the tracker that the action calls; see ``targetChannel(in:)``.
    /// - Throws: ``RenderingFailure`` if there is no ticket to act on, or if a required value renders to an empty
    ///   string or can't be used.
    package func rendered(in context: RuleContext, for rules: TextRules = .standard) throws(RenderingFailure)
        -> RenderedAction
    {
        let renderer = FieldRenderer(context: context.json, rules: rules, allowance: context.allowance)
        switch kind {
        case .createTicket: return try creation(renderer)
        case .keepInStep: return try pair(renderer)
        case .wait, .webhook, .notify: return try withoutTicket(renderer)
        case .updateTicket, .comment, .label, .assign, .setStatus, .setPriority, .close, .reopen, .link, .subscribe:
            let location = try context.location(of: ticket, renderer)
            return RenderedAction(kind: kind, target: .ticket(location), body: .object(try body(renderer, context)))
        }
    }

    /// Whether the action's condition holds. A condition that fails to evaluate does not hold.
    /// - Parameter ticket: The current state of the event's ticket, which replaces the one in the event.
    package func holds(in context: RuleContext, ticket: JSON) -> Bool {
        guard let condition else { return true }
        var members = context.json.objectValue ?? [:]
        members["ticket"] = ticket
        return (try? condition.isSatisfied(by: .object(members), labels: context.labels, within: context.allowance))
            ?? false
    }

    /// The reason that is recorded when an action is skipped because of its condition.
    package static let conditionFailed = "its condition does not hold"

    /// Renders the fields for creating tickets of a pair that already exists.
    /// - Parameter pair: The pair's id.
    package func renderedForPair(
        _ pair: String, in context: RuleContext, for rules: TextRules = .standard
    ) throws(RenderingFailure) -> RenderedAction {
        guard let terms = PairTerms(self) else { throw .unusable("the action can't be read") }
        let create = try FieldRenderer(context: context.json, rules: rules, allowance: context.allowance).object(
            terms.create, RuleActionKind.draftFields)
        return RenderedAction(
            kind: kind, target: .channel(terms.channel), body: ["pair": .string(pair), "create": .object(create)])
    }

    private func creation(_ renderer: FieldRenderer) throws(RenderingFailure) -> RenderedAction {
        let fields = try renderer.object(json, kind.fields)
        guard let channel = fields["channel"]?.stringValue, Slug.isValid(channel) else {
            throw .unusable("the channel is invalid: \(fields["channel"]?.text ?? "it is empty")")
        }
        return RenderedAction(
            kind: kind, target: .channel(channel), body: .object(fields.filter { $0.key != "channel" }))
    }

    private func pair(_ renderer: FieldRenderer) throws(RenderingFailure) -> RenderedAction {
        guard let terms = PairTerms(self) else { throw .unusable("the action can't be read") }
        var fingerprint = try renderer.text(terms.fingerprint).trimmed
        // Most tickets have no fingerprint of their own, so that each forms its own group.
        if fingerprint.isEmpty { fingerprint = try renderer.text(PairTerms.standardFingerprint) }
        guard !fingerprint.isEmpty else { throw .noTicket("the event is not about a ticket") }
        let create = try renderer.object(terms.create, RuleActionKind.draftFields)
        return RenderedAction(
            kind: kind, target: .channel(terms.channel),
            body: ["fingerprint": .string(fingerprint.bounded), "create": .object(create)])
    }

    private func withoutTicket(_ renderer: FieldRenderer) throws(RenderingFailure) -> RenderedAction {
        let fields = try renderer.object(json, kind.fields, except: ["subscription"])
        let target = json["subscription"]?.stringValue.map(RenderedAction.Target.subscription) ?? .none
        return RenderedAction(
            kind: kind, target: target, body: kind == .webhook ? fields["data"] ?? [:] : .object(fields))
    }

    /// The body of the API call for the ticket.
    private func body(_ renderer: FieldRenderer, _ context: RuleContext) throws(RenderingFailure) -> [String: JSON] {
        let fields = try renderer.object(json, kind.fields, except: ["ticket", "to"])
        switch kind {
        case .comment: try require("body", of: fields, named: "comment")
        case .setStatus: try require("status", of: fields, named: "status")
        case .setPriority: try require("priority", of: fields, named: "priority")
        case .updateTicket, .subscribe: break
        case .label: return ["add_labels": fields["add"] ?? [], "remove_labels": fields["remove"] ?? []]
        case .assign:
            if let set = fields["set"] { return ["assignees": set] }
            return ["add_assignees": fields["add"] ?? [], "remove_assignees": fields["remove"] ?? []]
        case .close:
            return ["status": fields["status"] ?? "done"].merging(fields) { status, _ in status }
        case .reopen: return ["status": "open"]
        case .link: return try link(fields, with: renderer, in: context)
        // They act on no ticket that exists already.
        case .createTicket, .keepInStep, .wait, .webhook, .notify: break
        }
        return fields
    }

    /// - Throws: ``RenderingFailure`` if a field has rendered to an empty text.
    private func require(_ field: String, of fields: [String: JSON], named name: String) throws(RenderingFailure) {
        if fields[field] == nil { throw .unusable("the \(name) is empty") }
    }

    private func link(
        _ fields: [String: JSON], with renderer: FieldRenderer, in context: RuleContext
    ) throws(RenderingFailure) -> [String: JSON] {
        let type = fields["type"] ?? "relates_to"
        if json["to"].map({ !$0.isNull }) == true {
            return ["type": type, "to": try context.location(of: TicketChoice(json["to"]), renderer).json]
        }
        guard let url = fields["url"] else { throw .unusable("the URL to link to is empty") }
        return ["type": type, "target": url]
    }
}

extension String {
    /// The maximum length of a stored fingerprint, in characters.
    private static let maximumFingerprint = 255

    /// The text; if it is too long, its beginning and a checksum (FNV-1a, 64 bits) of the whole text.
    fileprivate var bounded: String {
        guard unicodeScalars.count > Self.maximumFingerprint else { return self }
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return String(String.UnicodeScalarView(unicodeScalars.prefix(Self.maximumFingerprint - 17))) + " "
            + String(hash, radix: 16)
    }
}
