import HTTPTypes
import Primitives
package import TrackerKit

extension GitHubTracker {
    /// Ordered by creation, oldest first.
    package func comments(of key: String, in project: ProjectReference, page: PageToken?) async throws -> Page<
        RemoteComment
    > {
        let path = try issuePath(key, in: project).appending("comments").query([
            "per_page": String(GitHub.maximumPageSize)
        ])
        let list = try await client.list(APICall(.get, path, what: "ticket \(key)"), page: page)
        let comments = try list.reading("id") { try GitHub.Comment($0) }
        guard !comments.items.contains(where: \.isOnPullRequest) else {
            throw TrackerError.notFound(what: "ticket \(key)")
        }
        return comments.map(\.comment)
    }

    /// Reads the issue first, because GitHub would also accept the number of a pull request.
    package func createComment(_ draft: CommentDraft, on key: String, in project: ProjectReference) async throws
        -> RemoteComment
    {
        try require(draft.neededCapabilities)
        _ = try await issue(key, in: project)
        let path = try issuePath(key, in: project).appending("comments")
        let call = APICall(.post, path, body: ["body": .string(draft.body)], what: "ticket \(key)")
        return try GitHub.Comment(try await client.object(call)).comment
    }

    package func updateComment(_ id: String, body: String, on key: String, in project: ProjectReference) async throws
        -> RemoteComment
    {
        let path = try await commentPath(id, on: key, in: project)
        let call = APICall(.patch, path, body: ["body": .string(body)], what: "comment \(id)")
        return try GitHub.Comment(try await client.object(call)).comment
    }

    package func deleteComment(_ id: String, on key: String, in project: ProjectReference) async throws {
        let path = try await commentPath(id, on: key, in: project)
        try await client.send(APICall(.delete, path, what: "comment \(id)"))
    }

    /// The API path of a comment. Because GitHub identifies comments without their issue, checks that the comment
    /// belongs to this one.
    private func commentPath(_ id: String, on key: String, in project: ProjectReference) async throws -> APIPath {
        guard id.isNumber, key.isNumber else { throw TrackerError.notFound(what: "comment \(id)") }
        let path = try repository(project).appending("issues", "comments", id)
        let comment = try GitHub.Comment(try await client.object(APICall(.get, path, what: "comment \(id)")))
        guard !comment.isOnPullRequest, comment.issueURL.flatMap(GitHub.IssueAddress.init)?.number == key else {
            throw TrackerError.notFound(what: "comment \(id)")
        }
        return path
    }
}
