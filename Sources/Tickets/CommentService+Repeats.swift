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
    /// is therefore recognised by its text, thread and time, and must not belong to another operation. A comment
    /// without a usable time must not be known to the mirror already.
    func find(
        _ draft: CommentDraft, of attempt: EarlierAttempt, on ticket: MirroredTicket, in channel: Channel,
        with tracker: any IssueTracker
    ) async throws -> RemoteComment? {
        guard tracker.capabilities.contains(.readComments) else { return nil }
        let foreign = try await OperationRepository(environment.database).foreignComments(
            on: ticket.id, for: attempt.operation)
        let earliest = attempt.startedAt - Self.clockTolerance
        let comments = try await readList(of: "comments") {
            try await tracker.comments(of: ticket.key, in: channel.project, page: $0)
        }
        let repository = CommentRepository(environment.database)
        for comment in comments.items where comment.isLike(draft) && !foreign.contains(comment.remoteID) {
            let isRecent =
                comment.lacksTimes
                ? try await repository.identifier(of: comment.remoteID, on: ticket.id) == nil
                : comment.createdAt >= earliest
            if isRecent { return comment }
        }
        return nil
    }
}

extension RemoteComment {
    /// Whether a person or the gateway wrote it with this text, in this thread if the draft names one.
    fileprivate func isLike(_ draft: CommentDraft) -> Bool {
        !isSystem && (draft.threadID == nil || draft.threadID == threadID)
            && body.comparable == draft.body.comparable
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
