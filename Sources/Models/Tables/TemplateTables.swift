import Primitives
package import SchemaKit

/// Templates and their versions.
package enum TemplateTables {
    package static let template = TableDefinition(
        "template",
        columns: [
            ColumnDefinition("id", "uuid"),
            ColumnDefinition("slug", "text"),
            ColumnDefinition("title", "text"),
            ColumnDefinition("description", "text", nullable: true),
            ColumnDefinition("channel_id", "uuid", nullable: true),
            ColumnDefinition("source_format", "text", nullable: true),
            ColumnDefinition("source_path", "text", nullable: true),
            ColumnDefinition("source_gone_since", "timestamptz", nullable: true),
            ColumnDefinition("version", "integer"),
            ColumnDefinition("created_at", "timestamptz"),
            ColumnDefinition("updated_at", "timestamptz"),
            ColumnDefinition("revision", "bigint", default: "new_revision()"),
        ],
        constraints: [
            .unique("channel_id", "source_path"),
            .unique("slug"),
            .reference("channel_id", to: "channel", onDelete: .cascade),
            .check("(source_format IS NULL) = (source_path IS NULL)"),
            .check("slug ~ '\(Slug.pattern)'"),
            .check("source_format IN ('github_form', 'github_markdown', 'gitlab_markdown')"),
            .check("version >= 1"),
        ],
        indexes: [
            IndexDefinition("template_created_at", on: "created_at", "id")
        ])

    package static let templateVersion = TableDefinition(
        "template_version",
        columns: [
            ColumnDefinition("template_id", "uuid"),
            ColumnDefinition("version", "integer"),
            ColumnDefinition("content", "jsonb"),
            ColumnDefinition("created_at", "timestamptz"),
        ],
        primaryKey: ["template_id", "version"],
        constraints: [
            .reference("template_id", to: "template", onDelete: .cascade)
        ])
}
