import HTTPTypes
import Primitives
package import TrackerKit

/// Comments are the actions of a card with the type `commentCard`.
extension TrelloTracker {
    /// Comments, oldest first, in one page: Trello returns the newest first, so all must be read to know the oldest.
    package func comments(of key: String, in project: ProjectReference, page: PageToken?) async throws -> Page<
        RemoteComment
    > {
        try requireOnlyPage(page)
        let id = try await cardID(key, in: project)
        var comments = try await actions("comments of ticket \(key)", in: project) { range in
            let path = APIPath("cards", id, "actions").query([
                "filter": Trello.Action.commentTypes.sorted().joined(separator: ","), "limit": String(range.limit),
                "before": range.before, "since": range.since,
                "memberCreator_fields": Self.memberFields,
            ])
            return APICall(.get, path, what: "ticket \(key)")
        }
        comments.items.sort { ($0.date, $0.id) < ($1.date, $1.id) }
        return comments.map(\.comment)
    }

    package func createComment(_ draft: CommentDraft, on key: String, in project: ProjectReference) async throws
        -> RemoteComment
    {
        try require(draft.neededCapabilities)
        let text = try commentText(draft.body)
        let id = try await cardID(key, in: project)
        let call = APICall(
            .post, APIPath("cards", id, "actions", "comments"), body: ["text": text], what: "ticket \(key)")
        return try Trello.Action(try await client.object(call)).comment
    }

    /// Trello allows changing only the account's own comments.
    package func updateComment(_ id: String, body: String, on key: String, in project: ProjectReference) async throws
        -> RemoteComment
    {
        let text = try commentText(body)
        let path = try await commentPath(id, on: key, in: project)
        try await client.send(APICall(.put, path, body: ["text": text], what: "comment \(id)"))
        return try Trello.Action(try await client.object(APICall(.get, path, what: "comment \(id)"))).comment
    }

    package func deleteComment(_ id: String, on key: String, in project: ProjectReference) async throws {
        try await client.send(APICall(.delete, try await commentPath(id, on: key, in: project), what: "comment \(id)"))
    }

    private func commentText(_ text: String) throws -> JSON {
        guard text.contains(where: { !$0.isWhitespace }) else {
            throw TrackerError.invalid("/body", "must not be empty")
        }
        return .string(try text.checked("/body"))
    }

    /// The API path of a comment. Because Trello identifies actions without their card, checks that it is a comment on
    /// this card, and that the card is still on the board: an
    /// [action](https://developer.atlassian.com/cloud/trello/guides/rest-api/object-definitions/#action-object) names
    /// the board and the card's number as of when it was written.
    private func commentPath(_ id: String, on key: String, in project: ProjectReference) async throws -> APIPath {
        guard id.isTrelloID, key.isNumber else { throw TrackerError.notFound(what: "comment \(id)") }
        let path = APIPath("actions", id)
        let action = try Trello.Action(try await client.object(APICall(.get, path, what: "comment \(id)")))
        guard action.isComment(on: key, of: project) else { throw TrackerError.notFound(what: "comment \(id)") }
        let card = try await cardID(key, in: project)
        guard action.data.cardID ?? card == card else { throw TrackerError.notFound(what: "comment \(id)") }
        return path
    }
}
