package import Models
package import Primitives
import Repositories
import TrackerKit

/// An attempt to make a comment that may have come through, although no reply did.
package struct CommentAttempt: Sendable, Hashable {
    /// Whose attempt it was: an operation's, or an action's of a rule with these bits.
    package var operation: Operation.ID
    /// When it began.
    package var startedAt: Timestamp

    /// Names an attempt of a rule's action.
    package init(action: RuleRunAction.ID, startedAt: Timestamp) {
        self.init(operation: Operation.ID(bits: action.bits), startedAt: startedAt)
    }

    /// Names an attempt.
    package init(operation: Operation.ID, startedAt: Timestamp) {
        self.operation = operation
        self.startedAt = startedAt
    }
}

extension CommentService {
    /// How far a tracker's clock may be behind.
    private static let clockTolerance = Duration.seconds(60)

    /// The comment that an earlier attempt made; nil when it made none.
    ///
    /// A ticket carries a marker that its readers do not see; a comment is short, and trackers show it as it is. So it
    /// is known by its text, its place and its time, and by nobody else having made it: neither an earlier comment of
    /// the mirror nor that of another operation.
    func find(
        _ draft: CommentDraft, of attempt: CommentAttempt, on ticket: Ticket, in channel: Channel,
        with tracker: any IssueTracker
    ) async throws -> RemoteComment? {
        guard tracker.capabilities.contains(.readComments) else { return nil }
        let foreign = try await OperationRepository(environment.database).foreignComments(
            on: ticket.id, for: attempt.operation)
        let earliest = attempt.startedAt - Self.clockTolerance
        let comments = try await readList(of: "comments") {
            try await tracker.comments(of: ticket.key, in: channel.project, page: $0)
        }
        return comments.items.first { comment in
            comment.createdAt >= earliest && !comment.isSystem && !foreign.contains(comment.remoteID)
                && (draft.threadID == nil || draft.threadID == comment.threadID)
                && comment.body.comparable == draft.body.comparable
        }
    }
}

extension String {
    /// The text as trackers may keep it: they trim it, and end its lines in their own way.
    package var comparable: String {
        replacing("\r\n", with: "\n").split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.trimmingSpaces }.joined(separator: "\n").trimmingSpaces
    }
}

extension StringProtocol {
    fileprivate var trimmingSpaces: String {
        let isSpace: (Character) -> Bool = { $0.isWhitespace }
        let front = drop(while: isSpace)
        guard let last = front.lastIndex(where: { !isSpace($0) }) else { return "" }
        return String(front[...last])
    }
}
