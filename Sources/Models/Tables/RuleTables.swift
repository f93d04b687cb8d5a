import Primitives
package import SchemaKit

/// Rules, their runs, and the pairs that they keep in sync.
package enum RuleTables {
    package static let rule = TableDefinition(
        "rule",
        columns: [
            ColumnDefinition("id", "uuid"),
            ColumnDefinition("slug", "text"),
            ColumnDefinition("name", "text"),
            ColumnDefinition("description", "text", nullable: true),
            ColumnDefinition("enabled", "boolean"),
            ColumnDefinition("rank", "integer"),
            ColumnDefinition("definition", "json"),
            ColumnDefinition("channels", "text[]", nullable: true),
            ColumnDefinition("confidential", "boolean"),
            ColumnDefinition("disabled_reason", "text", nullable: true),
            ColumnDefinition("disabled_at", "timestamptz", nullable: true),
            ColumnDefinition("created_at", "timestamptz"),
            ColumnDefinition("updated_at", "timestamptz"),
            ColumnDefinition("revision", "bigint", default: "new_revision()"),
            ColumnDefinition("off_since", "timestamptz", nullable: true),
            ColumnDefinition("missed_from", "timestamptz", nullable: true),
            ColumnDefinition("missed_to", "timestamptz", nullable: true),
            ColumnDefinition("missed_events", "integer", nullable: true),
            ColumnDefinition("author", "text", nullable: true),
            ColumnDefinition("missed_public_events", "integer", nullable: true),
        ],
        constraints: [
            .unique("slug"),
            .check("slug ~ '\(Slug.pattern)'"),
            .check("(disabled_reason IS NULL) = (disabled_at IS NULL)"),
            .check("NOT (enabled AND (disabled_at IS NOT NULL))"),
            .check(
                "((missed_from IS NULL) = (missed_to IS NULL)) AND ((missed_from IS NULL) = (missed_events IS NULL))"),
        ],
        indexes: [IndexDefinition("rule_created_at", on: "created_at", "id")])

    package static let ruleRate = TableDefinition(
        "rule_rate",
        columns: [
            ColumnDefinition("rule_id", "uuid"),
            ColumnDefinition("minute", "timestamptz"),
            ColumnDefinition("runs", "integer"),
        ],
        primaryKey: ["rule_id", "minute"],
        constraints: [.reference("rule_id", to: "rule", onDelete: .cascade), .check("runs >= 0")],
        indexes: [IndexDefinition("rule_rate_minute", on: "minute")])

    package static let ticketPair = TableDefinition(
        "ticket_pair",
        columns: [
            ColumnDefinition("id", "uuid"),
            ColumnDefinition("rule_id", "uuid"),
            ColumnDefinition("channel_id", "uuid"),
            ColumnDefinition("fingerprint", "text"),
            ColumnDefinition("source_id", "uuid"),
            ColumnDefinition("target_id", "uuid", nullable: true),
            ColumnDefinition("generation", "integer", default: "0"),
            ColumnDefinition("closed_from", "text", nullable: true),
            ColumnDefinition("turns", "timestamptz[]", default: "'{}'"),
            ColumnDefinition("paused_until", "timestamptz", nullable: true),
            ColumnDefinition("created_at", "timestamptz"),
            ColumnDefinition("updated_at", "timestamptz"),
        ],
        constraints: [
            .unique("rule_id", "channel_id", "fingerprint"),
            .reference("rule_id", to: "rule", onDelete: .cascade),
            .reference("channel_id", to: "channel", onDelete: .cascade),
            .reference("source_id", to: "ticket", onDelete: .cascade),
            .reference("target_id", to: "ticket", onDelete: .setNull),
            .check("(length(fingerprint) >= 1) AND (length(fingerprint) <= 255)"),
            .check("generation >= 0"),
            .check("closed_from IN ('source', 'target')"),
        ],
        indexes: [
            IndexDefinition("ticket_pair_channel", on: "channel_id"),
            IndexDefinition("ticket_pair_source", on: "source_id"),
            IndexDefinition("ticket_pair_target", on: "target_id"),
        ])

    package static let ticketPairComment = TableDefinition(
        "ticket_pair_comment",
        columns: [
            ColumnDefinition("pair_id", "uuid"),
            ColumnDefinition("comment_id", "uuid"),
            ColumnDefinition("copy_id", "uuid"),
        ],
        primaryKey: ["pair_id", "comment_id"],
        constraints: [.reference("pair_id", to: "ticket_pair", onDelete: .cascade)],
        indexes: [IndexDefinition("ticket_pair_comment_copy", on: "copy_id")])

    package static let ruleRun = TableDefinition(
        "rule_run",
        columns: [
            ColumnDefinition("id", "uuid"),
            ColumnDefinition("rule_id", "uuid"),
            ColumnDefinition("pair_id", "uuid", nullable: true),
            ColumnDefinition("event_id", "uuid"),
            ColumnDefinition("event_type", "text"),
            ColumnDefinition("channel_id", "uuid", nullable: true),
            ColumnDefinition("ticket_id", "uuid", nullable: true),
            ColumnDefinition("confidential", "boolean"),
            ColumnDefinition("replay_id", "uuid", nullable: true),
            ColumnDefinition("state", "text", default: "'pending'"),
            ColumnDefinition("reason", "text", nullable: true),
            ColumnDefinition("trace", "json", nullable: true),
            ColumnDefinition("document", "json"),
            ColumnDefinition("created_at", "timestamptz"),
            ColumnDefinition("finished_at", "timestamptz", nullable: true),
            ColumnDefinition("mentions", "uuid[]", nullable: true),
        ],
        constraints: [
            .reference("rule_id", to: "rule", onDelete: .cascade),
            .reference("channel_id", to: "channel", onDelete: .cascade),
            .check("state IN ('pending', 'succeeded', 'failed', 'skipped')"),
            .check("(state = 'pending') = (finished_at IS NULL)"),
        ],
        indexes: [
            IndexDefinition("rule_run_channel", on: "channel_id"),
            IndexDefinition(
                "rule_run_event", on: "rule_id", "event_id", isUnique: true,
                where: "(replay_id IS NULL) AND (pair_id IS NULL)"),
            IndexDefinition("rule_run_finished_at", on: "finished_at", where: "finished_at IS NOT NULL"),
            IndexDefinition(
                "rule_run_pair", on: "pair_id", "event_id", isUnique: true,
                where: "(replay_id IS NULL) AND (pair_id IS NOT NULL)"),
            IndexDefinition(
                "rule_run_replay", on: "rule_id", "replay_id", "event_id", isUnique: true,
                where: "replay_id IS NOT NULL"),
            IndexDefinition("rule_run_rule", on: "rule_id", "id"),
            IndexDefinition("rule_run_rule_state", on: "rule_id", "state", "id"),
        ])

    package static let ruleRunAction = TableDefinition(
        "rule_run_action",
        columns: [
            ColumnDefinition("id", "uuid"),
            ColumnDefinition("run_id", "uuid"),
            ColumnDefinition("position", "smallint"),
            ColumnDefinition("action", "json"),
            ColumnDefinition("state", "text", default: "'pending'"),
            ColumnDefinition("rendered", "json", nullable: true),
            ColumnDefinition("attempts", "integer", default: "0"),
            ColumnDefinition("result", "json", nullable: true),
            ColumnDefinition("problem", "json", nullable: true),
            ColumnDefinition("job_id", "uuid", nullable: true),
            ColumnDefinition("ticket_id", "uuid", nullable: true),
            ColumnDefinition("comment_id", "uuid", nullable: true),
            ColumnDefinition("started_at", "timestamptz", nullable: true),
            ColumnDefinition("due_at", "timestamptz", nullable: true),
            ColumnDefinition("finished_at", "timestamptz", nullable: true),
        ],
        constraints: [
            .unique("run_id", "position"),
            .reference("run_id", to: "rule_run", onDelete: .cascade),
            .check("position >= 0"),
            .check("state IN ('pending', 'succeeded', 'failed', 'skipped')"),
            .check("attempts >= 0"),
            .check("(state = 'pending') = (finished_at IS NULL)"),
        ],
        indexes: [IndexDefinition("rule_run_action_comment", on: "ticket_id", where: "comment_id IS NOT NULL")])
}
