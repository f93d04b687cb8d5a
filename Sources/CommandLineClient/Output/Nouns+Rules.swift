extension Noun {
    static let rule = Noun(
        schema: "Rule",
        fields: [
            "id", "slug", "name", "description", "enabled", "order", "on", "channels", "if", "do", "limit", "stop",
            "on_rule_effects",
            "acts_in", "confidential", "disabled", "missed", "created_at", "updated_at",
        ],
        columns: [
            Column("slug"), Column("enabled"), Column("order"), Column("on", isLong: true),
            Column("name", isLong: true),
            Column("disabled.reason", "DISABLED", isLong: true),
        ])

    static let ruleRun = Noun(
        schema: "RuleRun",
        fields: [
            "id", "rule", "event", "ticket", "pair", "replay", "state", "reason", "trace", "actions", "created_at",
            "finished_at",
        ],
        columns: [
            Column("id"), Column("event.type", "EVENT"), Column("state"), Column("created_at", "CREATED AT"),
            Column("reason", isLong: true),
        ])

    /// The result of testing a rule.
    static let ruleTest = Noun(
        schema: "RuleTest", fields: ["rule", "matched", "checks", "trace", "actions"],
        columns: [Column("rule"), Column("matched")])

    /// The result of replaying a rule.
    static let ruleReplay = Noun(
        schema: "RuleReplayed", fields: ["events", "runs", "limit", "last_event_at", "next"],
        columns: [Column("events"), Column("runs"), Column("limit"), Column("last_event_at", "LAST EVENT AT")])

    static let ticketPair = Noun(
        schema: "TicketPair",
        fields: [
            "id", "fingerprint", "channel", "source", "target", "generation", "closed_from", "paused_until",
            "created_at", "updated_at",
        ],
        columns: [
            Column("source.channel", "CHANNEL"), Column("source.key", "KEY"), Column("source.state", "STATE"),
            Column("target.channel", "OTHER"), Column("target.key", "KEY"), Column("target.state", "STATE"),
            Column("fingerprint", isLong: true),
        ])
}
