package import SchemaKit

/// The job queue and its finished jobs.
package enum JobTables {
    /// Unfinished jobs.
    package static let job = TableDefinition(
        "job",
        columns: [
            ColumnDefinition("id", "uuid"),
            ColumnDefinition("position", "bigint", source: .identity),
            ColumnDefinition("kind", "text"),
            ColumnDefinition("payload", "jsonb"),
            ColumnDefinition("state", "text", default: "'queued'"),
            ColumnDefinition("priority", "smallint"),
            ColumnDefinition("unique_key", "text", nullable: true),
            ColumnDefinition("ordering_key", "text", nullable: true),
            ColumnDefinition("lane", "text", default: "''"),
            ColumnDefinition("channel", "text", nullable: true),
            ColumnDefinition("blocked", "boolean", default: "false"),
            ColumnDefinition("attempts", "integer", default: "0"),
            ColumnDefinition("max_attempts", "integer"),
            ColumnDefinition("run_at", "timestamptz"),
            ColumnDefinition("lease_owner", "text", nullable: true),
            ColumnDefinition("lease_until", "timestamptz", nullable: true),
            ColumnDefinition("last_error", "text", nullable: true),
            ColumnDefinition("created_at", "timestamptz"),
        ],
        constraints: [
            .check("(length(kind) >= 1) AND (length(kind) <= 100)"),
            .check("state IN ('queued', 'running')"),
            .check("(priority >= 0) AND (priority <= 2)"),
            .check("attempts >= 0"),
            .check("max_attempts >= 1"),
            .check("(state = 'running') = (lease_owner IS NOT NULL)"),
            .check("(lease_owner IS NULL) = (lease_until IS NULL)"),
        ],
        indexes: [
            IndexDefinition("job_channel", on: "channel", "id", where: "channel IS NOT NULL"),
            IndexDefinition(
                "job_due", on: "lane", "priority", "run_at", "position", where: "state = 'queued' AND NOT blocked"),
            IndexDefinition("job_kind", on: "kind", "id"),
            IndexDefinition("job_lease", on: "lease_until", where: "state = 'running'"),
            IndexDefinition("job_ordering_key", on: "ordering_key", "position", where: "ordering_key IS NOT NULL"),
            IndexDefinition("job_unique_key", on: "unique_key", isUnique: true, where: "unique_key IS NOT NULL"),
        ])

    /// Succeeded jobs and dead letters.
    package static let finishedJob = TableDefinition(
        "finished_job",
        columns: [
            ColumnDefinition("id", "uuid"),
            ColumnDefinition("kind", "text"),
            ColumnDefinition("payload", "jsonb"),
            ColumnDefinition("state", "text"),
            ColumnDefinition("priority", "smallint"),
            ColumnDefinition("unique_key", "text", nullable: true),
            ColumnDefinition("ordering_key", "text", nullable: true),
            ColumnDefinition("lane", "text", default: "''"),
            ColumnDefinition("channel", "text", nullable: true),
            ColumnDefinition("attempts", "integer"),
            ColumnDefinition("max_attempts", "integer"),
            ColumnDefinition("run_at", "timestamptz"),
            ColumnDefinition("last_error", "text", nullable: true),
            ColumnDefinition("created_at", "timestamptz"),
            ColumnDefinition("finished_at", "timestamptz"),
        ],
        constraints: [
            .check("state IN ('succeeded', 'dead')")
        ],
        indexes: [
            IndexDefinition("finished_job_channel", on: "channel", "id", where: "channel IS NOT NULL"),
            IndexDefinition("finished_job_dead", on: "finished_at", where: "state = 'dead'"),
            IndexDefinition("finished_job_dead_id", on: "id", where: "state = 'dead'"),
            IndexDefinition("finished_job_dead_kind", on: "kind", "id", where: "state = 'dead'"),
            IndexDefinition("finished_job_kind", on: "kind", "id"),
            IndexDefinition("finished_job_succeeded", on: "finished_at", where: "state = 'succeeded'"),
        ])

    /// A single row with the latest time seen.
    package static let clockWatch = TableDefinition(
        "clock_watch",
        columns: [
            ColumnDefinition("id", "smallint"),
            ColumnDefinition("seen_at", "timestamptz"),
        ],
        constraints: [.check("id = 1")])
}
