import Postgres
import Primitives
package import TrackerKit

/// A new value for a column, as an SQL expression.
struct ColumnChange {
    let assignment: SQL
    /// An SQL condition that is true if the new value differs from the current one.
    let isNews: SQL

    init(_ column: String, _ value: SQL) {
        assignment = "\(unsafeSQL: column) = \(fragment: value)"
        isNews = "\(unsafeSQL: column) IS DISTINCT FROM \(fragment: value)"
    }
}

extension LocalTracker {
    /// Changes the columns in the patch. Each new value is computed from the current one in SQL, so that concurrent
    /// changes do not overwrite each other. If all values are already the same, nothing is written, and `updatedAt`
    /// does not change.
    package func updateTicket(_ key: String, _ patch: TicketPatch, in project: ProjectReference) async throws
        -> Ticket
    {
        guard patch.title.value?.isEmpty != true else { throw TrackerError.invalid("/title", "must not be empty") }
        var changes = try scalarChanges(patch) + labelChanges(patch)
        if case .set(let milestone) = patch.milestone {
            changes.append(ColumnChange("milestone_id", "\(try await milestoneID(milestone, in: project))::uuid"))
        }
        if case .set(let parent) = patch.parent {
            changes.append(ColumnChange("parent", "\(try await parentNumber(parent, in: project))::bigint"))
        }
        guard !changes.isEmpty else { return try await ticket(key, in: project) }
        let named = (patch.labels.value ?? []) + patch.addLabels
        let labels: SQL =
            named.isEmpty ? "" : "WITH labels AS (\(fragment: makingLabels(named.unique, in: projectID(project)))) "
        let assignments = changes.map(\.assignment) + ["updated_at = \(fragment: nextVersion)"]
        try await database.run(
            """
            \(fragment: labels)UPDATE local_ticket SET \(fragment: assignments.joined(separator: ", "))
            WHERE id = \(fragment: ticketID(key, in: project)) AND (\(fragment: changes.map(\.isNews).joined(separator: " OR ")))
            """)
        return try await ticket(key, in: project)
    }

    /// The time of a ticket's change: now, but at least a microsecond after the previous change. Two workers may change
    /// a ticket concurrently, each with a time from before it acquired the row lock, and the mirror keeps the state
    /// with the latest time.
    var nextVersion: SQL { "greatest(\(clock.now())::timestamptz, updated_at + interval '1 microsecond')" }

    private func scalarChanges(_ patch: TicketPatch) throws -> [ColumnChange] {
        var changes = TicketFields.local.compactMap { field in
            patch[field].map { ColumnChange(field.name, Self.sql($0, field)) }
        }
        if case .set(let assignees) = patch.assignees {
            changes.append(ColumnChange("assignees", "\(assignees.unique)::text[]"))
        }
        if let (status, resolution) = try Self.status(patch.status.value) {
            changes.append(ColumnChange("status", "\(status.rawValue)"))
            changes.append(ColumnChange("resolution", "\(resolution?.rawValue)"))
            changes.append(
                ColumnChange("closed_at", status.state == .open ? "NULL" : "coalesce(closed_at, \(clock.now()))"))
        }
        return changes
    }

    private func labelChanges(_ patch: TicketPatch) -> [ColumnChange] {
        guard patch.labels.isSet || !patch.addLabels.isEmpty || !patch.removeLabels.isEmpty else { return [] }
        let start: SQL = if case .set(let labels) = patch.labels { "\(labels)::text[]" } else { "labels" }
        return [
            ColumnChange(
                "labels",
                """
                ARRAY(SELECT DISTINCT name FROM unnest(\(fragment: start) || \(patch.addLabels)::text[]) AS name
                    WHERE name <> ALL (\(patch.removeLabels)::text[]) ORDER BY name)
                """)
        ]
    }
}
