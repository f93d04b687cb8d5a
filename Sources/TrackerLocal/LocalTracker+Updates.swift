import Postgres
import Primitives
public import TrackerKit

extension LocalTracker {
    /// Changes the columns that the patch names, each from its present value, so that two changes at a time lose nothing.
    public func updateTicket(_ key: String, _ patch: TicketPatch, in project: ProjectReference) async throws -> RemoteTicket {
        guard patch.title.value?.isEmpty != true else { throw TrackerError.invalid("/title", "must not be empty") }
        var changes = try scalarChanges(patch) + labelChanges(patch)
        if case .set(let milestone) = patch.milestone { changes.append("milestone_id = \(try await milestoneID(milestone, in: project))") }
        if case .set(let parent) = patch.parent { changes.append("parent = \(try await parentNumber(parent, in: project))") }
        guard !changes.isEmpty else { return try await ticket(key, in: project) }
        changes.append("updated_at = \(clock.now())")
        let named = (patch.labels.value ?? []) + patch.addLabels
        let labels: SQL = named.isEmpty ? "" : "WITH labels AS (\(fragment: makingLabels(named.unique, in: projectID(project)))) "
        let rows = try await database.run(
            "\(fragment: labels)UPDATE local_ticket SET \(fragment: changes.joined(separator: ", ")) WHERE id = \(fragment: ticketID(key, in: project))"
        )
        guard rows.affected == 1 else { throw Self.ticketNotFound }
        return try await ticket(key, in: project)
    }

    private func scalarChanges(_ patch: TicketPatch) throws -> [SQL] {
        var changes: [SQL] = []
        if case .set(let title) = patch.title { changes.append("title = \(title)") }
        if case .set(let body) = patch.body { changes.append("body = \(body)") }
        if case .set(let kind) = patch.kind { changes.append("kind = \(kind.rawValue)") }
        if case .set(let priority) = patch.priority { changes.append("priority = \(priority.rawValue)") }
        if case .set(let severity) = patch.severity { changes.append("severity = \(severity?.rawValue)") }
        if case .set(let assignees) = patch.assignees { changes.append("assignees = \(assignees.unique)") }
        if case .set(let dueAt) = patch.dueAt { changes.append("due_at = \(dueAt)") }
        if case .set(let confidential) = patch.confidential { changes.append("confidential = \(confidential)") }
        if case .set(let locked) = patch.locked { changes.append("locked = \(locked)") }
        if let (status, resolution) = try Self.status(patch.status.value) {
            changes.append("status = \(status.rawValue)")
            changes.append("resolution = \(resolution?.rawValue)")
            changes.append(status.state == .open ? "closed_at = NULL" : "closed_at = coalesce(closed_at, \(clock.now()))")
        }
        return changes
    }

    private func labelChanges(_ patch: TicketPatch) -> [SQL] {
        guard patch.labels.isSet || !patch.addLabels.isEmpty || !patch.removeLabels.isEmpty else { return [] }
        let start: SQL = if case .set(let labels) = patch.labels { "\(labels)::text[]" } else { "labels" }
        return [
            """
            labels = ARRAY(SELECT DISTINCT name FROM unnest(\(fragment: start) || \(patch.addLabels)::text[]) AS name
                WHERE name <> ALL (\(patch.removeLabels)::text[]) ORDER BY name)
            """
        ]
    }
}
