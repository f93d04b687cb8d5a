import Automation
import Models
import Postgres
import Primitives
import Repositories
import ServiceKit
import Tickets
import TrackerKit

/// Carries comments from one ticket of a pair to the other. Comments are copied, and copies are changed and deleted
/// with their originals. Changes to a copy are not carried back.
extension PairWork {
    /// Carries a comment event to the counterpart.
    func carryComment(_ type: EventType) async throws {
        guard let here = try await seen(side), let there = try await seen(side.other) else {
            return try await skipMissing()
        }
        guard let ticket = pair.ticket(side), let id = pairSync.work.run.document.commentID else {
            return try await progress.skip("the event is not about a comment")
        }
        // Deleting a copy reveals nothing, so it needs no check.
        if type != .commentDeleted, try await contentTransfer(of: here, at: there) == .refused {
            return try await skipConfidential()
        }
        let comment = try await CommentRepository(environment.database).find(id, of: ticket)
        if type == .commentCreated { return try await copy(comment, id, from: here, to: there) }
        guard let copyID = try await TicketPairRepository(environment.database).copy(of: id, in: pair.id) else {
            return try await progress.skip("the comment has no copy, or is one")
        }
        guard let other = pair.ticket(side.other),
            let copy = try await CommentRepository(environment.database).find(copyID, of: other)
        else {
            return try await progress.skip("the copy no longer exists, or is on an earlier counterpart")
        }
        if type == .commentDeleted { return try await delete(copy, of: comment, at: there) }
        try await change(copy, of: comment, from: here, at: there)
    }

    private var service: CommentService { CommentService(environment.tickets) }

    /// The context of the writes to a copy.
    private var context: CallContext { progress.context(named: pairSync.name(of: pair)) }

    /// The text is stored before the first attempt, so that a later one can search for it even if the comment has been
    /// changed or deleted since. The events of those changes then update or delete the copy.
    private func copy(_ comment: Comment?, _ id: Comment.ID, from here: Seen, to there: Seen) async throws {
        guard try await !TicketPairRepository(environment.database).isCopied(id, in: pair.id) else {
            return try await progress.skip("the comment is a copy, or has one")
        }
        var text = action.body[Self.textMember]?.stringValue
        if text == nil {
            guard let comment else { return try await progress.skip("the comment no longer exists") }
            guard !comment.isInternal, !comment.isSystem else {
                return try await progress.skip("the comment is internal, or was created by the tracker itself")
            }
            let fresh = try await self.text(of: comment, from: here, at: there)
            try await keep(Self.textMember, fresh)
            text = fresh
        }
        guard let text else { return }
        let pair = pair.id
        let receipt = try await service.create(
            CommentDraft(body: text), channel: there.location.channel, key: there.location.key,
            after: pairSync.work.earlierAttempt, context: context)
        try await progress.commit(receipt) { target, transaction in
            guard let copy = target.id.flatMap({ Comment.ID($0) }) else { return }
            try await TicketPairRepository(transaction).note(copy, copyOf: id, in: pair)
        }
    }

    private func change(_ copy: Comment, of comment: Comment?, from here: Seen, at there: Seen) async throws {
        guard let comment else { return try await progress.skip("the comment no longer exists") }
        guard !comment.isInternal, !comment.isSystem else {
            return try await progress.skip("the comment is internal, or was created by the tracker itself")
        }
        let text = try await self.text(of: comment, from: here, at: there)
        guard text.comparable != copy.body.comparable else { return try await progress.skip("the copy is up to date") }
        guard try await capabilities(at: there).contains(.updateComments) else {
            return try await progress.skip("the tracker can't change comments: the copy is left unchanged")
        }
        do {
            try await progress.commit(
                try await service.update(
                    copy.id, body: text, channel: there.location.channel, key: there.location.key, precondition: .none,
                    context: context))
        } catch ServiceError.tracker(.notFound, _, _) {
            // Trackers also return "not found" if the ticket was deleted or the credentials lost access, so check that
            // the ticket is still readable.
            let context = progress.context(),
                channel = try await environment.tickets.channel(there.location.channel, context)
            _ = try await environment.tickets.calling(channel, context: context) {
                try await $0.ticket(there.location.key, in: channel.project)
            }
            try await progress.skip("the copy no longer exists at the tracker")
        }
    }

    private func delete(_ copy: Comment, of comment: Comment?, at there: Seen) async throws {
        guard comment == nil else { return try await progress.skip("the comment exists again") }
        guard try await capabilities(at: there).contains(.deleteComments) else {
            return try await progress.skip("the tracker can't delete comments: the copy is kept")
        }
        // If somebody has already deleted the copy, there is nothing left to do.
        try await progress.commit(
            try await service.delete(
                copy.id, channel: there.location.channel, key: there.location.key, precondition: .none, isRepeat: true,
                context: context))
    }

    // MARK: Texts

    /// The member of the action's stored body that contains the text of a copy.
    private static let textMember = "comment"

    /// A comment's text for the other tracker. It is made inert, so that its author cannot run commands or notify
    /// people there.
    private func text(of comment: Comment, from here: Seen, at there: Seen) async throws -> String {
        let author = comment.onBehalfOf ?? comment.author?.name ?? comment.author?.username ?? "Somebody"
        let location = "\(here.location.channel) \(here.location.key)"
        // A URL with other characters could end the Markdown link and inject markup.
        let url = comment.url.flatMap {
            $0.isEmpty || $0.contains { $0.isWhitespace || "()<>".contains($0) } ? nil : $0
        }
        let page = url.map { "[\(location)](\($0))" } ?? location
        let text = .own("**") + .foreign(author) + .own("** on \(page):\n\n") + CarriedText.foreign(comment.body)
        let source = url ?? here.source
        return try await environment.textRules(ofChannel: there.location.channel).carried(comment: text, source: source)
    }
}

extension JSON {
    /// The comment that the document's event is about. It may have been deleted.
    fileprivate var commentID: Comment.ID? { self["event"]?["comment"]?.stringValue.flatMap { Comment.ID($0) } }
}
