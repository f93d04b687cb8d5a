package import Models
package import Postgres
package import Primitives
package import TrackerKit

package typealias MilestoneRepository = CatalogRepository<RemoteMilestone>

extension RemoteMilestone: CatalogRow {
    package typealias Position = Milestone.ID

    package static let table = CatalogTable(
        TicketPartTables.milestone, key: "key", order: "id", syncedAt: "milestones_synced_at")

    package var row: JSON {
        [
            "remote_id": .string(remoteID.storable), "key": .string(key.storable), "url": JSON(url?.storable),
            "title": .string(title.storable),
            "description": JSON(description?.storable), "state": .string(state.rawValue), "due_at": JSON(dueAt),
            "closed_at": JSON(closedAt),
            "created_at": JSON(createdAt), "updated_at": JSON(updatedAt),
        ]
    }

    package init(row: Row) throws {
        self.init(
            remoteID: try row.decode("remote_id"), key: try row.decode("key"), title: try row.decode("title"),
            description: try row.decode("description"), state: try row.decode("state"), dueAt: try row.decode("due_at"),
            url: try row.decode("url"))
        closedAt = try row.decode("closed_at")
        createdAt = try row.decode("created_at")
        updatedAt = try row.decode("updated_at")
    }

    /// Also writes new titles to the tickets of the milestones.
    package static func run(_ upsert: SQL, in channel: Channel.ID, of milestones: MilestoneRepository) async throws {
        let renamed = try await milestones.executor.run(
            """
            WITH old AS MATERIALIZED (SELECT key, title FROM milestone WHERE channel_id = \(channel)),
            written AS (\(fragment: upsert) RETURNING entry.key, entry.remote_id, entry.title)
            SELECT written.remote_id, old.title AS before, written.title AS after
            FROM written JOIN old USING (key) WHERE old.title <> written.title
            """)
        for row in renamed {
            try await milestones.retitle(
                try row.decode("before"), to: try row.decode("after"), remoteID: try row.decode("remote_id"),
                in: channel)
        }
    }

    package func removeFromTickets(in channel: Channel.ID, of milestones: MilestoneRepository) async throws {
        try await milestones.retitle(title, to: nil, remoteID: remoteID, in: channel)
    }
}

extension MilestoneRepository {
    /// Writes a new title to the tickets of a milestone; nil removes the milestone from them.
    fileprivate func retitle(_ title: String, to new: String?, remoteID: String, in channel: Channel.ID) async throws {
        try await executor.run(
            """
            UPDATE ticket SET revision = nextval('revision'), milestone_title = \(new?.prefixed), milestone = CASE WHEN \(new)::text IS NOT NULL
                THEN json_build_object('remote_id', milestone ->> 'remote_id', 'title', \(new)::text) END
            WHERE channel_id = \(channel) AND milestone_title = \(title.prefixed) AND milestone ->> 'remote_id' = \(remoteID)
            """)
    }
}
