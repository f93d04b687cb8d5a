import Automation
package import Models
import Postgres
package import Primitives
import Repositories
package import ServiceKit
import Tickets

extension RuleService {
    /// Returns a page of a rule's runs, newest first, without those about something that the caller cannot currently
    /// see.
    package func runs(
        of name: String, state: RuleRunState?, after position: RuleRun.ID?, limit: Int, context: CallContext
    ) async throws -> [RuleRunDetails] {
        let rule = try await find(name, context: context)
        var filter = RuleRunFilter(rule: rule.id, audience: context.audience)
        filter.state = state
        let chosen = filter
        let found = try await environment.tickets.heavyReads.run(for: context.principal.key) {
            try await RuleRunRepository($0).list(chosen, after: position, limit: limit)
        }
        let runs = RuleRunRepository(environment.database.reader)
        let actions = Dictionary(grouping: try await runs.actions(of: found.map(\.id)), by: \.runID)
        return try await details(found.map { ($0, actions[$0.id] ?? []) }, context)
    }

    /// Adds whether the caller may see the details: an action may have written or named a ticket that is hidden from
    /// the caller.
    private func details(_ runs: [(run: RuleRun, actions: [RuleRunAction])], _ context: CallContext) async throws
        -> [RuleRunDetails]
    {
        let mayRead = context.principal.allows(.ticketsRead)
        let written = mayRead ? Array(Set(runs.flatMap(\.actions).flatMap(\.tickets))) : []
        let hidden = try await HiddenTickets(environment.database.reader).among(written, from: context.audience)
        return runs.map { run, actions in
            RuleRunDetails(
                run: run, actions: actions, showsDetails: mayRead && hidden.isDisjoint(with: actions.flatMap(\.tickets))
            )
        }
    }

    package func run(_ id: RuleRun.ID, of name: String, context: CallContext) async throws -> RuleRunDetails {
        let rule = try await find(name, context: context)
        let runs = RuleRunRepository(environment.database.reader)
        guard let run = try await runs.find(id), run.ruleID == rule.id,
            try await runs.isVisible(id, to: context.audience)
        else { throw ServiceError.notFound("run") }
        return try await details([(run, try await runs.actions(of: [id]))], context)[0]
    }

    /// Retries a failed run, starting with the action that failed.
    package func retry(_ id: RuleRun.ID, of name: String, context: CallContext) async throws -> RuleRunDetails {
        let rule = try await find(name, context: context)
        _ = try await run(id, of: name, context: context)
        try Self.requireAuthority(for: try Self.read(rule).definition, context)
        guard rule.enabled else { throw Self.isOff }
        try await environment.database.transaction { transaction in
            let runs = RuleRunRepository(transaction)
            guard let run = try await runs.lock(id), run.state == .failed else { throw Self.notFailed }
            let actions = try await runs.actions(of: [id])
            guard let failed = actions.first(where: { $0.state == .failed }) else { throw Self.notFailed }
            try await runs.reopen(id)
            try await runs.reopen(failed.id)
            let pair = try await run.pairID.asyncMap { try await TicketPairRepository(transaction).find($0) } ?? nil
            let key = (pair?.sourceID ?? run.ticketID).map { "rule:\(rule.id):\($0)" }
            let order = RuleJobs.Order(
                action: failed, channel: run.channel(of: failed, after: actions), orderingKey: key)
            try await RuleJobs(environment: environment).enqueue([order], in: transaction)
            try await environment.tickets.audit.record(
                "rule_run.retry", target: AuditTarget(.ruleRun, id: id, name: rule.slug),
                before: ["reason": JSON(run.reason)], after: nil,
                context: context, in: transaction)
        }
        return try await run(id, of: name, context: context)
    }

    /// Returns a page of the pairs that a rule keeps in sync, newest first.
    package func pairs(
        of name: String, after position: TicketPair.ID?, limit: Int, context: CallContext
    ) async throws -> [(pair: TicketPair, source: JSON?, target: JSON?)] {
        let rule = try await find(name, context: context)
        // Even a fingerprint reveals something about the ticket that it was derived from.
        guard context.principal.allows(.ticketsRead) else { throw ServiceError.forbidden(.ticketsRead) }
        let found = try await environment.tickets.heavyReads.run(for: context.principal.key) {
            try await TicketPairRepository($0).list(rule: rule.id, for: context.audience, after: position, limit: limit)
        }
        var shown: [(TicketPair, JSON?, JSON?)] = []
        for pair in found {
            let source = try await environment.ticketDocument(pair.sourceID, for: context.audience)
            var target: JSON?
            if let id = pair.targetID { target = try await environment.ticketDocument(id, for: context.audience) }
            shown.append((pair, source, target))
        }
        return shown
    }

    static func read(_ rule: Rule) throws -> ReadRule {
        guard let read = ReadRule(rule) else {
            throw ServiceError.conflict(
                detail: "The rule can't be read by this version of the gateway.", code: .ruleUnreadable)
        }
        return read
    }

    static let isOff = ServiceError.conflict(detail: "The rule is disabled.", code: .ruleDisabled)
    private static let notFailed = ServiceError.conflict(
        detail: "Only a failed run can be retried.", code: .runNotFailed)
}

extension RuleRunAction {
    /// The tickets that the action wrote or that its result refers to.
    fileprivate var tickets: [MirroredTicket.ID] {
        [ticketID, result?.ticketID].compactMap(\.self)
    }
}
