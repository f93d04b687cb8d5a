import Automation
import Models
import Postgres
import Primitives
import Repositories
import ServiceKit
import Tickets
import TrackerKit

/// Carries what is said on one ticket of a pair to the other one: comments are copied, and a copy is changed and
/// deleted with the comment that it was made of. Nothing is carried from a copy back.
extension PairWork {
    /// Carries an event of a comment.
    func carryComment(_ type: EventType) async throws {
        guard let here = try await seen(side), let there = try await seen(side.other) else {
            return try await skipGone()
        }
        guard let ticket = pair.ticket(side), let id = keeper.work.run.document.commentID else {
            return try await progress.skip("the event names no comment")
        }
        // To delete a copy tells nothing.
        if type != .commentDeleted, try await telling(of: here, at: there) == .refused {
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
            return try await progress.skip("the copy is gone, or on an earlier ticket")
        }
        if type == .commentDeleted { return try await delete(copy, of: comment, at: there) }
        try await change(copy, of: comment, from: here, at: there)
    }

    private var service: CommentService { CommentService(environment.tickets) }

    /// The text is kept before the first attempt: a later one looks for it, also when the comment was changed or
    /// deleted meanwhile. What then follows changes or deletes the copy too.
    private func copy(_ comment: Comment?, _ id: Comment.ID, from here: Seen, to there: Seen) async throws {
        guard try await !TicketPairRepository(environment.database).isCopied(id, in: pair.id) else {
            return try await progress.skip("the comment is a copy, or has one")
        }
        var text = action.body[Self.textMember]?.stringValue
        if text == nil {
            guard let comment else { return try await progress.skip("the comment is gone") }
            guard !comment.isInternal, !comment.isSystem else {
                return try await progress.skip("the comment is internal, or the tracker's own")
            }
            let fresh = try await self.text(of: comment, from: here, at: there)
            try await keep(Self.textMember, fresh)
            text = fresh
        }
        guard let text else { return }
        let pair = pair.id
        let context = progress.context(named: keeper.name(of: self.pair)) { target, transaction in
            guard let copy = target.id.flatMap({ Comment.ID($0) }) else { return }
            try await TicketPairRepository(transaction).note(copy, copyOf: id, in: pair)
        }
        _ = try await service.create(
            CommentDraft(body: text), channel: there.place.channel, key: there.place.key,
            after: keeper.work.earlierAttempt,
            context: context)
    }

    private func change(_ copy: Comment, of comment: Comment?, from here: Seen, at there: Seen) async throws {
        guard let comment else { return try await progress.skip("the comment is gone") }
        guard !comment.isInternal, !comment.isSystem else {
            return try await progress.skip("the comment is internal, or the tracker's own")
        }
        let text = try await self.text(of: comment, from: here, at: there)
        guard text.comparable != copy.body.comparable else { return try await progress.skip("the copy says the same") }
        guard try await capabilities(at: there).contains(.updateComments) else {
            return try await progress.skip("the tracker can't change comments: the copy stays as it is")
        }
        do {
            _ = try await service.update(
                copy.id, body: text, channel: there.place.channel, key: there.place.key, precondition: .none,
                context: progress.context(named: keeper.name(of: pair)))
        } catch ServiceError.tracker(.notFound, _) {
            // It also says so when the ticket or the credentials' rights are gone.
            let context = progress.plainContext(),
                channel = try await environment.tickets.channel(there.place.channel, context)
            _ = try await environment.tickets.calling(channel, context) {
                try await $0.ticket(there.place.key, in: channel.project)
            }
            try await progress.skip("the copy is gone at the tracker")
        }
    }

    private func delete(_ copy: Comment, of comment: Comment?, at there: Seen) async throws {
        guard comment == nil else { return try await progress.skip("the comment is there again") }
        guard try await capabilities(at: there).contains(.deleteComments) else {
            return try await progress.skip("the tracker can't delete comments: the copy stays")
        }
        // Whoever deleted the copy before did what is asked for.
        try await service.delete(
            copy.id, channel: there.place.channel, key: there.place.key, precondition: .none, isRepeat: true,
            context: progress.context(named: keeper.name(of: pair)))
    }

    // MARK: Texts

    /// Where the text of a copy is kept among what the action calls.
    private static let textMember = "comment"

    /// A comment as the other tracker takes it: nobody who may write here may run commands or notify people there.
    private func text(of comment: Comment, from here: Seen, at there: Seen) async throws -> String {
        let author = comment.onBehalfOf ?? comment.author?.name ?? comment.author?.username ?? "Somebody"
        let place = "\(here.place.channel) \(here.place.key)"
        // Whatever else the source tracker says is the address could end the link, and act.
        let url = comment.url.flatMap {
            $0.isEmpty || $0.contains { $0.isWhitespace || "()<>".contains($0) } ? nil : $0
        }
        let page = url.map { "[\(place)](\($0))" } ?? place
        let text = .own("**") + .foreign(author) + .own("** on \(page):\n\n") + CarriedText.foreign(comment.body)
        let source = url ?? here.source
        return try await environment.textRules(ofChannel: there.place.channel).carried(comment: text, source: source)
    }
}

extension JSON {
    /// The comment that a document's event is about; it may be gone.
    fileprivate var commentID: Comment.ID? { self["event"]?["comment"]?.stringValue.flatMap { Comment.ID($0) } }
}
