import HTTPTypes
import Primitives
package import TrackerKit

extension TrelloTracker {
    /// Creates a card. Looks up the referenced list, labels and members first, so that invalid ones are detected before
    /// anything is created.
    ///
    /// Archiving the card and reading all of its fields require further calls. If one of those fails, the card is
    /// returned as far as it is known: an error would suggest that nothing was created and lead to a duplicate.
    package func createTicket(_ draft: TicketDraft, in project: ProjectReference, marker: CreationMarker?) async throws
        -> Ticket
    {
        try require(draft.neededCapabilities)
        let board = try await boardWithLists(project)
        var change = try change(for: draft, marker: marker, lists: board.lists, in: project)
        let members = try await members(draft.assignees, of: project)
        if !members.isEmpty { change.fields["idMembers"] = .string(members.map(\.id).joined(separator: ",")) }
        if !draft.labels.isEmpty {
            change.fields["idLabels"] = .string(
                try await labelIDs(draft.labels, boardID: board.id, in: project).joined(separator: ","))
        }
        let archives = change.fields.removeValue(forKey: "closed") == true
        let call = APICall(.post, APIPath("cards"), body: .object(change.fields), what: "project \(project.path)")
        var created = try Trello.Card(try await client.object(call))
        created.members = members
        do {
            return try await completed(created, archives: archives, in: project)
        } catch {
            return try created.ticket(in: project, lists: board.lists)
        }
    }

    private func completed(_ created: Trello.Card, archives: Bool, in project: ProjectReference) async throws
        -> Ticket
    {
        if archives {
            try await client.send(APICall(.put, APIPath("cards", created.id), body: ["closed": true], what: "ticket"))
        }
        return try await ticket(of: try await card(id: created.id, what: "ticket"), in: project)
    }

    private func change(
        for draft: TicketDraft, marker: CreationMarker?, lists: [Trello.List], in project: ProjectReference
    ) throws -> Trello.CardChange {
        var change = Trello.CardChange(lists: lists, in: project)
        try change.set(title: draft.title)
        try change.set(body: draft.body, marker: marker)
        try change.begin()
        if let status = draft.status { try change.set(status) }
        if let due = draft.dueAt { change.fields["due"] = JSON(due) }
        return change
    }
}
