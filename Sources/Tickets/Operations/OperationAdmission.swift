import Documents
import Models
import Repositories
import ServiceKit
import TrackerKit

/// Checks of a write that need no tracker call, so that callers get these errors immediately instead of through a
/// failed operation.
struct OperationAdmission: Sendable {
    let environment: TicketEnvironment

    /// The target of a write.
    struct Target: Sendable {
        var channel: Channel
        var ticket: MirroredTicket?
        /// The template of a ticket to be created.
        var template: TemplateReference?
    }

    /// Checks channel, ticket, scopes, precondition and capabilities.
    /// - Throws: The same errors as the synchronous call.
    func check(_ work: OperationWork, channel slug: String, _ context: CallContext) async throws -> Target {
        let channel = try await environment.channel(slug, context)
        if work.touchesConfidence, !context.principal.allows(.ticketsConfidential) {
            throw ServiceError.forbidden(.ticketsConfidential)
        }
        var target = Target(channel: channel, ticket: try await ticket(of: work, in: channel, context))
        if case .createTicket(let creation) = work {
            let (draft, template) = try await TemplateDrafting(environment: environment).draft(
                creation, in: channel, context)
            target.template = template
            try await environment.calling(channel, context: context) { try $0.require(draft.neededCapabilities) }
            if draft.confidential == true, !context.principal.allows(.ticketsConfidential) {
                throw ServiceError.forbidden(.ticketsConfidential)
            }
        }
        try await environment.calling(channel, context: context) { try $0.require(work.neededCapabilities) }
        return target
    }

    private func ticket(of work: OperationWork, in channel: Channel, _ context: CallContext) async throws
        -> MirroredTicket?
    {
        guard let key = work.ticketKey else { return nil }
        let ticket = try await environment.ticket(key, in: channel, context)
        switch work {
        case .updateTicket(_, _, let precondition), .deleteTicket(_, let precondition):
            try await environment.require(precondition, of: ticket, context)
        case .updateComment(_, let id, _, let precondition), .deleteComment(_, let id, let precondition):
            try precondition.require(ETag(of: try await CommentService(environment).find(id, of: ticket, context)))
        case .createTicket, .createComment: break
        }
        return ticket
    }
}
