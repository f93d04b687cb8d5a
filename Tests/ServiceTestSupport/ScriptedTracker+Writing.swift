package import Primitives
import Synchronization
package import TrackerKit

/// The writes of the scripted tracker. Each takes place one second after the last change.
extension ScriptedTracker {
    package func createTicket(_ draft: TicketDraft, in project: ProjectReference, marker: CreationMarker?) async throws
        -> Ticket
    {
        let number = state.withLock { $0.tickets.count } + 1
        add(number...number, from: Timestamp(seconds: 1_750_000_000))
        change(number, at: Timestamp(seconds: 1_750_000_000)) {
            $0.title = draft.title
            $0.marker = marker
        }
        return try await reply(to: "\(number)")
    }

    package func findTicket(marked marker: CreationMarker, in project: ProjectReference, since: Timestamp) async throws
        -> Ticket?
    { nil }

    package func updateTicket(_ key: String, _ patch: TicketPatch, in project: ProjectReference) async throws
        -> Ticket
    {
        let number = Int(key) ?? 0
        guard let present = state.withLock({ $0.tickets.first { $0.key == key } }) else {
            throw TrackerError.notFound(what: "ticket")
        }
        if patch.title.value == "refused" { throw TrackerError.forbidden(UpstreamFailure(status: 403, message: "no")) }
        change(number, at: present.updatedAt + .seconds(1)) { if let title = patch.title.value { $0.title = title } }
        return try await reply(to: key)
    }

    package func deleteTicket(_ key: String, in project: ProjectReference) async throws {
        remove(Int(key) ?? 0)
        try await state.withLock { $0.beforeReply }?()
    }

    package func comments(of key: String, in project: ProjectReference, page: PageToken?) async throws -> Page<
        RemoteComment
    > {
        let start = page.flatMap { Int($0.text) } ?? 0
        let (all, size, afterReading) = state.withLock { ($0.comments[key] ?? [], $0.commentPageSize, $0.afterReading) }
        let end = min(start + size, all.count)
        if start == 0 { try await afterReading?(all.map(\.remoteID)) }
        return Page(items: Array(all[start..<end]), next: end < all.count ? PageToken("\(end)") : nil)
    }

    package func deleteComment(_ id: String, on key: String, in project: ProjectReference) async throws {
        state.withLock { $0.comments[key]?.removeAll { $0.remoteID == id } }
    }

    package func createComment(_ draft: CommentDraft, on key: String, in project: ProjectReference) async throws
        -> RemoteComment
    {
        let comment = state.withLock { state in
            let count = state.comments[key, default: []].count
            let at = Timestamp(seconds: 1_750_000_000)
            var comment = RemoteComment(
                remoteID: "c\(count)", body: draft.body, createdAt: at, updatedAt: at, remoteData: ["list": true])
            state.comments[key, default: []].append(comment)
            comment.remoteData = ["reply": true]
            return comment
        }
        try await state.withLock { $0.beforeReply }?()
        return comment
    }

    package func acting(as user: String) throws -> any IssueTracker { self }

    private func reply(to key: String) async throws -> Ticket {
        guard var ticket = state.withLock({ $0.tickets.first { $0.key == key } }) else {
            throw TrackerError.notFound(what: "ticket")
        }
        try await state.withLock { $0.beforeReply }?()
        ticket.remoteData = ["reply": true]
        return ticket
    }
}
