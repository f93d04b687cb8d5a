import HTTPTypes
import Primitives
package import TrackerKit

extension TrelloTracker {
    /// Changes a card: everything in one PUT, except labels to be added or removed, which use separate calls so that
    /// concurrent changes of other labels are not overwritten.
    package func updateTicket(_ key: String, _ patch: TicketPatch, in project: ProjectReference) async throws
        -> Ticket
    {
        try require(patch.neededCapabilities)
        let card = try await card(key, in: project)
        let change = try await change(for: patch, of: card, in: project)
        let labels = try await labelChange(for: patch, of: card, in: project)
        let path = APIPath("cards", card.id)
        if !change.fields.isEmpty {
            try await client.send(APICall(.put, path, body: .object(change.fields), what: "ticket \(key)"))
        }
        for id in labels.added { try await addLabel(id, to: path, key) }
        for id in labels.removed { try await removeLabel(id, from: path, key) }
        guard !change.fields.isEmpty || !labels.added.isEmpty || !labels.removed.isEmpty else {
            return try await ticket(of: card, in: project)
        }
        let changed = try await self.card(id: card.id, what: "ticket \(key)")
        // It may have been moved to another board in the meantime.
        guard changed.isOn(project) else { throw TrackerError.notFound(what: "ticket \(key)") }
        return try await ticket(of: changed, in: project)
    }

    private func change(
        for patch: TicketPatch, of card: Trello.Card, in project: ProjectReference
    ) async throws -> Trello.CardChange {
        let lists = patch.status.isSet ? try await boardWithLists(project).lists : []
        var change = Trello.CardChange(card, lists: lists, in: project)
        if let title = patch.title.value { try change.set(title: title) }
        if let body = patch.body.value { try change.set(body: body) }
        if let status = patch.status.value { try change.set(status) }
        if case .set(let due) = patch.dueAt { change.fields["due"] = JSON(due) }
        if let assignees = patch.assignees.value {
            change.fields["idMembers"] = .string(
                try await members(assignees, of: project).map(\.id).joined(separator: ","))
        }
        if let labels = patch.labels.value {
            let wanted = (labels + patch.addLabels).filter { label in !patch.removeLabels.contains(label) }
            change.fields["idLabels"] = .string(
                try await labelIDs(wanted, boardID: card.idBoard, in: project).joined(separator: ","))
        }
        return change
    }

    /// The IDs of labels to add to a card and to remove from it, without those that would have no effect.
    private func labelChange(
        for patch: TicketPatch, of card: Trello.Card, in project: ProjectReference
    ) async throws -> (added: [String], removed: [String]) {
        guard !patch.labels.isSet else { return ([], []) }
        let added =
            patch.addLabels.isEmpty ? [] : try await labelIDs(patch.addLabels, boardID: card.idBoard, in: project)
        let removed = patch.removeLabels.compactMap { card.labels.named($0)?.id }
        return (added.filter { id in !card.labels.contains { $0.id == id } }, removed.filter { !added.contains($0) })
    }

    private func addLabel(_ id: String, to card: APIPath, _ key: String) async throws {
        var call = APICall(.post, card.appending("idLabels"), body: ["value": .string(id)], what: "ticket \(key)")
        call.isSafeToRepeat = true
        do {
            try await client.send(call)
        } catch TrackerError.conflict {
            return  // It was added concurrently.
        }
    }

    private func removeLabel(_ id: String, from card: APIPath, _ key: String) async throws {
        do {
            try await client.send(APICall(.delete, card.appending("idLabels", id), what: "ticket \(key)"))
        } catch TrackerError.notFound {
            return  // It was removed concurrently.
        }
    }
}
