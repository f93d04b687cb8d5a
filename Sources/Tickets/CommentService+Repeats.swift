import Models
import Primitives
import Repositories
import TrackerKit

extension CommentService {
    /// How far the tracker's clock may be behind the gateway's.
    private static let clockTolerance = Duration.seconds(60)

    /// Finds the comment that an earlier attempt created; nil if there is none.
    ///
    /// Unlike tickets, comments carry no hidden marker: they are short, and trackers show them as they are. A comment
    /// is therefore recognised by its text, thread and time, and must not be known to the mirror already or belong to
    /// another operation.
    func find(
        _ draft: CommentDraft, of attempt: EarlierAttempt, on ticket: Ticket, in channel: Channel,
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
    /// The text normalised for comparison, since trackers trim texts and convert line endings.
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
