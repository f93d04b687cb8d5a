extension Noun {
    static let alert = Noun(
        schema: "AlertRecord",
        fields: [
            "id", "created", "flavor", "severity", "summary", "description", "emitter_name", "emitter_version",
            "start_time", "end_time", "links",
        ],
        columns: [
            Column("id"), Column("created"), Column("flavor"), Column("severity"), Column("emitter_name", "EMITTER"),
            Column("summary", isLong: true),
        ])

    /// The result of posting an alert.
    static let postedAlert = Noun(schema: "AlertId", fields: ["id"], columns: [Column("id")])

    static let alertFlavor = Noun(
        schema: "AlertFlavor",
        fields: [
            "id", "slug", "name", "description", "more_info", "default_severity", "enabled", "source", "channel",
            "template", "policy", "created_at", "updated_at",
        ],
        columns: [
            Column("slug"), Column("enabled"), Column("source"), Column("channel"), Column("name", isLong: true),
        ])

    static let alertToken = Noun(
        schema: "AlertToken",
        fields: [
            "id", "summary", "contact", "token", "flavors", "enabled", "disabled_reason", "created_at", "updated_at",
        ],
        columns: [
            Column("id"), Column("enabled"), Column("flavors", isLong: true), Column("summary", isLong: true),
        ])
}
