import Automation
import Documents
import EventFeed
package import Models
import Postgres
package import Primitives
import Repositories
package import ServiceKit
import Tickets
import TrackerKit

/// The result of testing a rule.
package struct RuleRehearsal: Sendable {
    /// Whether the rule would run.
    package var matched: Bool
    /// The requirements for that, each with whether it holds.
    package var checks: [JSON]
    /// The condition with the value of each part; nil if the rule has none.
    package var trace: JSON?
    /// What each action would call, or why it would be skipped.
    package var actions: [JSON]
}

extension RuleService {
    /// Shows what a rule would do for a stored event, without performing anything. The result contains only what both
    /// the caller and the rule may see.
    package func test(_ name: String, on id: Event.ID, context: CallContext) async throws -> RuleRehearsal {
        let rule = try await find(name, context: context)
        // The result contains the event's content.
        guard context.principal.allows(.ticketsRead) else { throw ServiceError.forbidden(.ticketsRead) }
        let reader = environment.database.reader
        guard let event = try await EventFeedRepository(reader).find(id) else { throw Self.noEvent }
        let trigger = RuleTrigger(event)
        guard Self.hasAccess(to: trigger, context),
            let forms = try await environment.documents.forms(of: [event], reader)[id],
            forms.isVisible(to: context.audience)
        else { throw Self.noEvent }
        let document = forms.form(for: context.audience.intersection(rule.rights.audience)).document
        let depth = try await RuleMatcher(environment).depth(of: trigger, environment.database.reader)
        return try await rehearse(
            try Self.read(rule), on: trigger, document: document, depth: depth,
            for: context.audience.intersection(rule.rights.audience), named: "/event_id")
    }

    /// Shows what a rule would do for an event document that the caller provides, without performing anything.
    package func test(_ name: String, on document: JSON, context: CallContext) async throws -> RuleRehearsal {
        let rule = try await find(name, context: context)
        guard let trigger = RuleTrigger(document: document) else {
            throw ServiceError.invalid("/document/event/type", "must be an event type")
        }
        // The caller chooses the document's ticket, so its counterpart is included only if the caller may read tickets.
        return try await rehearse(
            try Self.read(rule), on: trigger, document: document, depth: 0,
            for: context.principal.allows(.ticketsRead) ? context.audience : nil, named: "/document")
    }

    private static let noEvent = ServiceError.invalid("/event_id", "there is no such event")

    private static func hasAccess(to trigger: RuleTrigger, _ context: CallContext) -> Bool {
        context.audience.hasAccess(
            to: trigger.channel, users: trigger.connectionUsers, isConfidential: trigger.confidential)
    }

    private func rehearse(
        _ read: ReadRule, on trigger: RuleTrigger, document: JSON, depth: Int, for audience: TicketAudience?,
        named pointer: String
    ) async throws -> RuleRehearsal {
        let allowance = WorkAllowance(WorkAllowance.call)
        var checks = read.checks(trigger)
        let mayRead = read.hasAccess(to: document)
        checks.append(
            RuleCheck(
                name: "comment", holds: mayRead,
                detail: mayRead
                    ? "the event has no comment that the rule may not see"
                    : "the comment is internal, which requires tickets:confidential"))
        checks.append(RuleCheck(name: "enabled", holds: read.rule.enabled, detail: read.rule.disabledReason ?? ""))
        checks.append(
            RuleCheck(
                name: "depth", holds: depth < RulePolicy.maximumDepth,
                detail: "\(depth) events led to this one; the chain ends after \(RulePolicy.maximumDepth)"))
        checks.append(
            RuleCheck(
                name: "if", holds: read.isSatisfied(by: document, labels: environment.labels, within: allowance),
                detail: read.definition.condition == nil ? "there is no condition" : ""))
        let rehearsal = RuleRehearsal(
            matched: checks.allSatisfy(\.holds), checks: checks.map(\.json),
            trace: read.trace(of: document, labels: environment.labels, within: allowance),
            actions: try await rehearseActions(read, on: trigger, document: document, for: audience, within: allowance))
        // Checks and actions that were cut short by the limit would be misleading.
        guard !allowance.isExhausted else { throw ServiceError.invalid(pointer, WorkAllowance.refusal) }
        return rehearsal
    }

    private func rehearseActions(
        _ read: ReadRule, on trigger: RuleTrigger, document: JSON, for audience: TicketAudience?,
        within allowance: WorkAllowance
    )
        async throws -> [JSON]
    {
        var shownDocument = document
        if let audience {
            shownDocument = try await environment.document(
                document, of: trigger.ticketID, forTextsIn: read.rule.definition, readBy: audience)
        }
        var context = RuleContext(
            document: shownDocument, rule: (read.rule.slug, read.rule.name), within: allowance)
        context.labels = environment.labels
        if let audience, let ticket = trigger.ticketID, read.definition.actions.contains(where: \.needsLinkedTicket) {
            context.linked = try await environment.linkedTicket(of: ticket, by: read.rule.id, for: audience)
        }
        var shown: [JSON] = []
        for (position, action) in read.definition.actions.enumerated() where !allowance.isExhausted {
            // Rendering contains no other suspension point at which cancellation is noticed or other calls get the
            // thread.
            try Task.checkCancellation()
            await Task.yield()
            guard action.holds(in: context, ticket: document["ticket"] ?? .null) else {
                shown.append(["action": .string(action.kind.rawValue), "skipped": .string(RuleAction.conditionFailed)])
                continue
            }
            do {
                let rules = try await environment.textRules(ofChannel: try action.targetChannel(in: context))
                let rendered = try action.rendered(in: context, for: rules)
                var json = rendered.json.objectValue ?? [:]
                if let error = try await problem(with: rendered, read.rule, within: allowance) {
                    json["problem"] = error
                }
                shown.append(.object(json))
                if let location = rendered.imagined(position) { context.results[position] = ["ticket": location] }
            } catch RenderingFailure.noTicket(let reason) {
                shown.append(["action": .string(action.kind.rawValue), "skipped": .string(reason)])
            } catch RenderingFailure.unusable(let reason) {
                shown.append([
                    "action": .string(action.kind.rawValue), "problem": RuleProgress.unusable(reason).ruleDocument,
                ])
            }
        }
        return shown
    }

    /// The failure that the API would return for the body, as far as it can be checked without the tracker.
    private func problem(with action: RenderedAction, _ rule: Rule, within allowance: WorkAllowance) async throws
        -> JSON?
    {
        let context = CallContext(principal: .rule(rule), requestID: "", origin: .rule)
        do {
            if let channel = action.channel { _ = try await environment.tickets.channel(channel, context) }
            switch action.kind {
            case .createTicket: try await rehearseCreation(action.body, context, within: allowance)
            case .keepInStep: try await rehearseCreation(action.body["create"] ?? [:], context, within: allowance)
            case .comment: _ = try CommentDraft(reading: action.body)
            case .updateTicket, .label, .setStatus, .setPriority, .close, .reopen:
                _ = try TicketPatch(reading: action.body)
            case .assign, .link, .subscribe, .webhook, .notify, .wait: break
            }
            return nil
        } catch {
            guard let failure = Failure.known(for: error), failure.kind.requiresCallerChange else { throw error }
            return failure.ruleDocument
        }
    }
}

extension RuleService {
    /// Decodes the body of a ticket to be created, and renders its template, if any.
    private func rehearseCreation(_ body: JSON, _ context: CallContext, within allowance: WorkAllowance) async throws {
        var creation = try TicketCreation(reading: body)
        creation.template?.carried = TemplateUse.Carried()
        _ = try await TemplateDrafting(environment: environment.tickets, allowance: allowance).draft(
            creation, in: nil, context)
    }
}

extension RenderedAction {
    /// The ticket that the action would write. A new one gets a placeholder as its key.
    fileprivate func imagined(_ position: Int) -> JSON? {
        switch target {
        case .ticket(let location): return ["channel": .string(location.channel), "key": .string(location.key)]
        case .channel(let slug):
            let key = "(ticket of action \(position))"
            return [
                "channel": .string(slug), "key": .string(key), "url": .string(key),
                "title": body["title"] ?? body["create"]?["title"] ?? .null,
            ]
        case .none, .subscription: return nil
        }
    }
}
