import HTTPKit
import HTTPTypes
import Primitives
package import TrackerKit

/// Comments, which Sentry calls notes. Before they are listed, the issue is read, because GlitchTip returns an empty
/// list for an unknown issue. Writes to an unknown issue fail without such a check.
extension GlitchTipTracker {
    /// All comments, oldest first, in one page: the servers list the newest first.
    package func comments(of key: String, in project: ProjectReference, page: PageToken?) async throws -> Page<
        RemoteComment
    > {
        let issue = try await issue(key, in: project)
        let rows = try await client.everything(
            try path(issue: issue.id, in: project, "comments"), what: "comments of ticket \(key)")
        var comments = try rows.reading("id") { wire in
            (wire.string("type") ?? "note") == "note" ? try GlitchTip.Comment(wire) : nil
        }
        comments.items.sort(by: GlitchTip.Comment.isOlder)
        return comments.map(\.comment)
    }

    package func createComment(_ draft: CommentDraft, on key: String, in project: ProjectReference) async throws
        -> RemoteComment
    {
        try require(draft.neededCapabilities)
        try check(draft.body)
        let path = try path(issue: try await number(of: key, in: project), in: project, "comments")
        let call = APICall(.post, path, body: GlitchTip.Comment.body(draft.body, dialect), what: "ticket \(key)")
        return try GlitchTip.Comment(try await client.object(call)).comment
    }

    package func updateComment(_ id: String, body: String, on key: String, in project: ProjectReference) async throws
        -> RemoteComment
    {
        try check(body)
        let path = try await commentPath(id, on: key, in: project)
        let call = APICall(.put, path, body: GlitchTip.Comment.body(body, dialect), what: "comment \(id)")
        return try GlitchTip.Comment(try await client.object(call)).comment
    }

    package func deleteComment(_ id: String, on key: String, in project: ProjectReference) async throws {
        try await client.send(APICall(.delete, try await commentPath(id, on: key, in: project), what: "comment \(id)"))
    }

    private func commentPath(_ id: String, on key: String, in project: ProjectReference) async throws -> APIPath {
        guard id.isNumber else { throw TrackerError.notFound(what: "comment \(id)") }
        return try path(issue: try await number(of: key, in: project), in: project, "comments", id)
    }

    /// GlitchTip would accept an empty comment.
    private func check(_ body: String) throws {
        guard !body.isEmpty else { throw TrackerError.invalid("/body", "must not be empty") }
    }
}

extension GlitchTip.Comment {
    /// Orders by time, then by number.
    static func isOlder(_ left: Self, _ right: Self) -> Bool {
        (left.createdAt, left.id.utf8.count, left.id) < (right.createdAt, right.id.utf8.count, right.id)
    }
}
