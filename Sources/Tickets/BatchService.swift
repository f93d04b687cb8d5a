package import Models
package import Primitives
package import Repositories
package import ServiceKit
package import TrackerKit

/// One operation of a batch, on a ticket of a channel.
package struct BatchOperation: Sendable, Hashable {
    /// What is to be done.
    package enum Work: Sendable, Hashable {
        /// Make a ticket.
        case create(TicketCreation)
        /// Change the ticket of that key.
        case update(key: String, TicketPatch, Precondition)
        /// Delete the ticket of that key.
        case delete(key: String, Precondition)
        /// Comment on the ticket of that key.
        case comment(key: String, CommentDraft)
    }

    /// The slug of the channel.
    package var channel: String
    /// What is to be done.
    package var work: Work

    /// Makes an operation.
    package init(channel: String, work: Work) {
        self.channel = channel
        self.work = work
    }
}

/// What came of one operation of a batch.
package enum BatchResult: Sendable {
    /// The ticket was made.
    case created(TicketRecord)
    /// The ticket was changed.
    case updated(TicketRecord)
    /// The ticket was deleted.
    case deleted
    /// The comment was made.
    case commented(Channel, Comment)
    /// What the single call would have answered.
    case failed(Failure)
}

/// Does many operations one after the other; one that fails does not stop the others.
package struct BatchService: Sendable {
    /// How many operations one call may hold.
    package static let maximumCount = 100

    private let tickets: TicketService
    private let comments: CommentService

    /// Makes the service.
    package init(tickets: TicketService, comments: CommentService) {
        self.tickets = tickets
        self.comments = comments
    }

    /// Does them in their order, each with its own permission and result.
    package func perform(_ operations: [BatchOperation], context: CallContext) async throws -> [BatchResult] {
        var results: [BatchResult] = []
        for operation in operations {
            try Task.checkCancellation()
            do {
                results.append(try await perform(operation, context))
            } catch {
                try Task.checkCancellation()
                guard let failure = Failure.known(for: error) else { throw error }
                results.append(.failed(failure))
            }
        }
        return results
    }

    private func perform(_ operation: BatchOperation, _ context: CallContext) async throws -> BatchResult {
        let channel = operation.channel
        switch operation.work {
        case .create(let creation):
            return .created(try await tickets.create(creation, inChannel: channel, context: context))
        case .update(let key, let patch, let precondition):
            return .updated(
                try await tickets.update(
                    channel: channel, key: key, patch, precondition: precondition, context: context))
        case .delete(let key, let precondition):
            try await tickets.delete(channel: channel, key: key, precondition: precondition, context: context)
            return .deleted
        case .comment(let key, let draft):
            let (place, comment) = try await comments.create(draft, channel: channel, key: key, context: context)
            return .commented(place, comment)
        }
    }
}
