import Automation
import Documents
import Models
import Postgres
import Primitives
import Repositories
import ServiceKit
import Tickets
import TrackerKit

/// Performs a single action through the same use case as the corresponding API call.
struct RuleActionPerformer: Sendable {
    let environment: RuleEnvironment
    let work: RuleWork
    let progress: RuleProgress

    private var tickets: TicketService { TicketService(environment.tickets) }

    func perform(_ action: RenderedAction) async throws {
        switch action.kind {
        case .createTicket: try await create(action)
        case .comment: try await comment(action)
        case .assign: try await assign(action)
        case .link: try await link(action)
        case .subscribe:
            guard let location = action.ticket else { return }
            try await tickets.setSubscribed(
                true, channel: location.channel, key: location.key, context: progress.context())
        case .webhook, .notify: try await send(action)
        case .wait: return
        case .keepInStep: try await PairSync(environment: environment, work: work, progress: progress).keep(action)
        case .updateTicket, .label, .setStatus, .setPriority, .close, .reopen: try await update(action, action.body)
        }
    }

    private func create(_ action: RenderedAction) async throws {
        guard let channel = action.channel else { return }
        var creation = try progress.creation(action.body)
        creation.idempotencyKey = "action \(work.action.id)"
        try await progress.commit(
            try await tickets.create(creation, inChannel: channel, context: progress.context()))
    }

    private func comment(_ action: RenderedAction) async throws {
        guard let location = action.ticket else { return }
        let draft = try CommentDraft(reading: action.body)
        try await progress.commit(
            try await CommentService(environment.tickets).create(
                draft, channel: location.channel, key: location.key, after: work.earlierAttempt,
                context: progress.context()))
    }

    /// Updates a ticket. Closing or reopening is skipped if the ticket already has the state.
    private func update(_ action: RenderedAction, _ body: JSON) async throws {
        guard let location = action.ticket else { return }
        let patch = try TicketPatch(reading: body)
        if [.close, .reopen].contains(action.kind), try await isSettled(location, patch) { return }
        try await progress.commit(
            try await tickets.update(
                channel: location.channel, key: location.key, patch, precondition: .none, context: progress.context()))
    }

    private func isSettled(_ location: TicketLocation, _ patch: TicketPatch) async throws -> Bool {
        guard case .set(.status(let status, _)) = patch.status else { return false }
        let context = progress.context()
        let channel = try await environment.tickets.channel(location.channel, context)
        return try await environment.tickets.ticket(location.key, in: channel, context).status.state == status.state
    }

    /// Trackers only accept the complete list of assignees, so the change is applied to the current list.
    private func assign(_ action: RenderedAction) async throws {
        guard let location = action.ticket else { return }
        if action.body["assignees"] != nil { return try await update(action, action.body) }
        let record = try await tickets.find(channel: location.channel, key: location.key, context: progress.context())
        let present = record.value(of: \.assignees) ?? []
        let removed = Set(action.body.names("remove_assignees"))
        var wanted = present.filter { !removed.contains($0) }
        for name in action.body.names("add_assignees") where !wanted.contains(name) { wanted.append(name) }
        guard wanted != present else { return }
        try await update(action, ["assignees": JSON(wanted)])
    }

    private func link(_ action: RenderedAction) async throws {
        guard let location = action.ticket, let type = action.body["type"]?.stringValue.flatMap(LinkType.init) else {
            throw RuleProgress.unusable("the link type is invalid")
        }
        let context = progress.context()
        do {
            _ = try await LinkService(environment.tickets).create(
                type, to: try await linkTarget(action.body, context), channel: location.channel, key: location.key,
                context: context)
        } catch ServiceError.conflict(_, .linkExists) {
            return
        }
    }

    private func linkTarget(_ body: JSON, _ context: CallContext) async throws -> String {
        if let url = body["target"]?.stringValue { return url }
        guard let slug = body["to"]?["channel"]?.stringValue, let key = body["to"]?["key"]?.stringValue else {
            throw RuleProgress.unusable("the link has no target")
        }
        return try await environment.tickets.ticket(
            key, in: try await environment.tickets.channel(slug, context), context
        ).id.text
    }

    private func send(_ action: RenderedAction) async throws {
        guard let callouts = environment.callouts, case .subscription(let slug) = action.target else {
            throw RuleProgress.unusable("there are no subscriptions")
        }
        let event = work.run.document["event"] ?? .null
        var callout = RuleCallout(
            type: work.run.eventType.rawValue, data: work.run.document, event: work.run.eventID,
            key: "action \(work.action.id)")
        if action.kind == .webhook {
            callout.type = RuleCallout.ownType
            callout.data = action.body
            callout.run = work.run.id
            callout.mentions = work.visibleResults.compactMap { $0.result?.ticketID }
            callout.isConfidential = work.run.confidential
        } else {
            callout.forms = try await environment.forms(of: work.run)
        }
        callout.occurredAt = event["occurred_at"]?.stringValue.flatMap { Timestamp($0) } ?? work.run.createdAt
        callout.channel = event["channel"]?.stringValue
        let sent = callout
        try await environment.database.transaction { transaction in
            let result = try await callouts.send(sent, to: slug, in: transaction)
            try await progress.succeed(["delivery": result], in: transaction)
        }
    }
}

extension JSON {
    /// The strings in an array member.
    func names(_ member: String) -> [String] { (self[member]?.arrayValue ?? []).compactMap(\.stringValue) }
}
