import HTTPKit
import HTTPTypes
import Primitives
package import TrackerKit

/// Comments are the notes of an issue's discussions ([discussions](https://docs.gitlab.com/api/discussions/#issues)).
/// Every new comment starts a thread, which others can continue.
extension GitLabTracker {
    /// Comments and system notes. A page contains whole threads, in the order in which they started; the comments of a
    /// page are sorted oldest first.
    package func comments(of key: String, in project: ProjectReference, page: PageToken?) async throws -> Page<
        RemoteComment
    > {
        let list = try await discussions(of: key, in: project, page: page)
        let address = self.page(of: key, in: project)
        let comments = list.items.flatMap { thread in thread.notes.map { $0.comment(thread: thread.id, page: address) }
        }
        let sorted = comments.sorted {
            ($0.createdAt, Int64($0.remoteID) ?? 0) < ($1.createdAt, Int64($1.remoteID) ?? 0)
        }
        var result = Page(items: sorted, next: list.next, isUnchanged: list.isUnchanged)
        result.skipped = list.skipped + list.items.flatMap(\.skipped)
        result.rereads = list.rereads
        return result
    }

    /// Creates a comment that starts a thread, or continues one.
    package func createComment(_ draft: CommentDraft, on key: String, in project: ProjectReference) async throws
        -> RemoteComment
    {
        try require(draft.neededCapabilities)
        try Self.requireText(draft.body)
        if let thread = draft.threadID { return try await reply(draft, to: thread, on: key, in: project) }
        guard !draft.isInternal else {
            return try await note(["body": .string(draft.body), "internal": true], on: key, in: project)
        }
        let path = try issuePath(key, in: project).appending("discussions")
        let call = APICall(.post, path, body: ["body": .string(draft.body)], what: "ticket \(key)")
        let wire = try await client.object(call)
        guard wire["id"] != nil else { throw Self.refusal(wire) }
        let thread = try GitLab.Discussion(wire)
        guard let note = thread.notes.first else { throw Self.refusal(wire) }
        return note.comment(thread: thread.id, page: page(of: key, in: project))
    }

    package func updateComment(_ id: String, body: String, on key: String, in project: ProjectReference) async throws
        -> RemoteComment
    {
        let path = try notePath(id, on: key, in: project)
        try Self.requireText(body)
        let note = try GitLab.Note(
            try await client.object(APICall(.put, path, body: ["body": .string(body)], what: "comment \(id)")))
        return await comment(note, isInternal: nil, on: key, in: project)
    }

    package func deleteComment(_ id: String, on key: String, in project: ProjectReference) async throws {
        try await client.send(APICall(.delete, try notePath(id, on: key, in: project), what: "comment \(id)"))
    }

    func discussions(of key: String, in project: ProjectReference, page: PageToken?) async throws -> Page<
        GitLab.Discussion
    > {
        let path = try issuePath(key, in: project).appending("discussions").query([
            "per_page": String(GitLab.maximumPageSize)
        ])
        return try await client.list(APICall(.get, path, what: "ticket \(key)"), page: page).reading("id") {
            try GitLab.Discussion($0)
        }
    }

    /// Creates a note without the discussions API, which does not support internal notes
    /// ([notes](https://docs.gitlab.com/api/notes/#issues)).
    func note(_ body: JSON, on key: String, in project: ProjectReference) async throws -> RemoteComment {
        let path = try issuePath(key, in: project).appending("notes")
        let wire = try await client.object(APICall(.post, path, body: body, what: "ticket \(key)"))
        guard wire["id"] != nil else { throw Self.refusal(wire) }
        return await comment(try GitLab.Note(wire), isInternal: body["internal"]?.boolValue, on: key, in: project)
    }

    /// Converts a note that was written without its thread. If the response does not show whether it is internal, it is
    /// what was asked for, or what its thread is. If that cannot be read either, it counts as internal.
    private func comment(
        _ note: GitLab.Note, isInternal: Bool?, on key: String, in project: ProjectReference
    ) async -> RemoteComment {
        var note = note
        let thread = await thread(of: note.id, on: key, in: project)
        note.internalFlag = note.internalFlag ?? isInternal ?? (thread.map(\.internalFlag) ?? true)
        return note.comment(thread: thread?.id, page: page(of: key, in: project))
    }

    /// Continues a thread. Whether a reply is internal depends on the thread.
    private func reply(
        _ draft: CommentDraft, to thread: String, on key: String, in project: ProjectReference
    ) async throws -> RemoteComment {
        let path = try issuePath(key, in: project).appending("discussions", thread)
        guard let found = try await client.objectIfFound(APICall(.get, path, what: "thread \(thread)")) else {
            _ = try await issue(key, in: project)
            throw TrackerError.invalid("/thread_id", "the ticket has no such thread")
        }
        let isInternal = try GitLab.Discussion(found).internalFlag
        guard isInternal == true || !draft.isInternal else {
            throw TrackerError.invalid("/internal", "a reply in a public thread cannot be internal")
        }
        let call = APICall(
            .post, path.appending("notes"), body: ["body": .string(draft.body)], what: "thread \(thread)")
        let wire = try await client.object(call)
        guard wire["id"] != nil else { throw Self.refusal(wire) }
        var note = try GitLab.Note(wire)
        note.internalFlag = note.internalFlag ?? isInternal
        return note.comment(thread: thread, page: page(of: key, in: project))
    }

    /// The thread of a note, which GitLab does not include in notes. The note has already been written, so failures are
    /// ignored.
    private func thread(of id: String, on key: String, in project: ProjectReference) async -> GitLab.Discussion? {
        let pages: (PageToken?) async throws -> Page<GitLab.Discussion> = {
            try await discussions(of: key, in: project, page: $0)
        }
        return try? await firstFound(in: "threads", pages: pages) {
            $0.first { $0.notes.contains { $0.id == id } }
        }
    }

    private func notePath(_ id: String, on key: String, in project: ProjectReference) throws -> APIPath {
        guard id.isNumber, key.isNumber else { throw TrackerError.notFound(what: "comment \(id)") }
        return try issuePath(key, in: project).appending("notes", id)
    }

    private static func requireText(_ body: String) throws {
        guard body.contains(where: { !$0.isWhitespace }) else {
            throw TrackerError.invalid("/body", "must not be empty")
        }
    }

    /// The error for a text that contains only quick actions (`/close`). GitLab executes these and stores no note; the
    /// response lists the commands instead.
    private static func refusal(_ wire: WireObject) -> TrackerError {
        guard wire["commands_changes"] != nil || wire["summary"] != nil || wire.objects("notes").isEmpty else {
            return .malformedResponse(detail: "\(wire.path) without a note")
        }
        let detail = "GitLab treated the text as quick actions and created no comment"
        return .invalid([FieldError(pointer: "/body", detail: detail)], UpstreamFailure(status: 202, message: detail))
    }
}
