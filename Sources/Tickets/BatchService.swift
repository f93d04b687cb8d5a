import Automation
package import Documents
package import Models
package import Primitives
package import Repositories
package import ServiceKit
package import TrackerKit

/// An operation of a batch, on a ticket of a channel.
package struct BatchOperation: Sendable, Hashable {
    package enum Work: Sendable, Hashable {
        case create(TicketCreation)
        /// Changes the ticket with this key.
        case update(key: String, TicketPatch, Precondition)
        /// Deletes the ticket with this key.
        case delete(key: String, Precondition)
        /// Adds a comment to the ticket with this key.
        case comment(key: String, CommentDraft)
    }

    /// The channel's slug.
    package var channel: String
    package var work: Work

    package init(channel: String, work: Work) {
        self.channel = channel
        self.work = work
    }
}

/// The result of an operation of a batch.
package enum BatchResult: Sendable {
    case created(TicketRecord)
    case updated(TicketRecord)
    case deleted
    case commented(Channel, Comment)
    /// The failure that the corresponding single request would have returned.
    case failed(Failure)
}

/// Performs several operations sequentially. A failed operation does not stop the others.
package struct BatchService: Sendable {
    /// The maximum number of operations per request.
    package static let maximumCount = 100

    private let tickets: TicketService
    private let comments: CommentService

    package init(tickets: TicketService, comments: CommentService) {
        self.tickets = tickets
        self.comments = comments
    }

    /// Performs the operations in order. Each is authorised separately and has its own result. If the templates of all
    /// creations together take too much work, the rest of those with a template fail; see `WorkAllowance`.
    package func perform(_ operations: [BatchOperation], context: CallContext) async throws -> [BatchResult] {
        let allowance = WorkAllowance(WorkAllowance.batch)
        var results: [BatchResult] = []
        for operation in operations {
            try Task.checkCancellation()
            do {
                results.append(try await perform(operation, within: allowance, context))
            } catch {
                try Task.checkCancellation()
                guard let failure = Failure.known(for: error) else { throw error }
                results.append(.failed(failure))
            }
        }
        return results
    }

    private func perform(
        _ operation: BatchOperation, within allowance: WorkAllowance, _ context: CallContext
    ) async throws -> BatchResult {
        let channel = operation.channel
        switch operation.work {
        case .create(let creation):
            return .created(
                try await tickets.create(creation, inChannel: channel, within: allowance, context: context).commit())
        case .update(let key, let patch, let precondition):
            return .updated(
                try await tickets.update(
                    channel: channel, key: key, patch, precondition: precondition, context: context
                ).commit())
        case .delete(let key, let precondition):
            try await tickets.delete(channel: channel, key: key, precondition: precondition, context: context).commit()
            return .deleted
        case .comment(let key, let draft):
            let receipt = try await comments.create(draft, channel: channel, key: key, context: context)
            let (channel, comment) = try await receipt.commit()
            return .commented(channel, comment)
        }
    }
}
