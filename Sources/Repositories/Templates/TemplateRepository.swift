package import Models
package import Postgres
import Primitives

/// Queries on the tables `template` and `template_version`.
package struct TemplateRepository: Sendable {
    private let executor: any SQLExecutor

    package init(_ executor: any SQLExecutor) { self.executor = executor }

    private static let select: SQL = """
        SELECT template.id, template.slug, template.title, template.description, template.channel_id, channel.slug AS channel,
            template.source_format, template.source_path, template.source_gone_since, template.version, template_version.content,
            template.created_at, template.updated_at, template.revision
        FROM template
        JOIN template_version ON template_version.template_id = template.id AND template_version.version = template.version
        LEFT JOIN channel ON channel.id = template.channel_id
        """

    /// A page of templates.
    /// - Parameters:
    ///   - channel: The slug of a channel; nil for all.
    ///   - slugs: The channels that the caller is restricted to: their templates and those of no channel are listed.
    ///     Nil for no restriction.
    package func list(channel: String?, slugs: Set<String>?, page: SlugPage) async throws -> [Template] {
        var sql: SQL = "\(fragment: Self.select) WHERE true"
        if let channel { sql += " AND channel.slug = \(channel)" }
        if let slugs { sql += " AND (channel.slug IS NULL OR channel.slug = ANY(\(slugs.sorted())))" }
        return try await executor.run(sql + page.sql(of: "template")).map(Template.init(row:))
    }

    package func find(_ slug: String) async throws -> Template? {
        try await executor.run("\(fragment: Self.select) WHERE template.slug = \(slug)").first.map(Template.init(row:))
    }

    /// Finds a template and locks it until the transaction ends.
    package func lock(_ slug: String) async throws -> Template? {
        try await executor.run("\(fragment: Self.select) WHERE template.slug = \(slug) FOR UPDATE OF template").first
            .map(
                Template.init(row:))
    }

    /// The templates read from files of a channel's project, locked until the transaction ends.
    package func lock(readFrom channel: Channel.ID) async throws -> [Template] {
        try await executor.run(
            """
            \(fragment: Self.select) WHERE template.channel_id = \(channel) AND template.source_path IS NOT NULL
            ORDER BY template.id FOR UPDATE OF template
            """
        ).map(Template.init(row:))
    }

    /// Serialises the storing of a channel's template files until the transaction ends.
    package func holdSync(of channel: Channel.ID) async throws {
        try await executor.run("SELECT pg_advisory_xact_lock(hashtextextended(\("templates:\(channel)"), 0))")
    }

    /// Whether a channel has templates read from files of its project.
    package func isKept(_ channel: Channel.ID) async throws -> Bool {
        try await !executor.run(
            "SELECT FROM template WHERE channel_id = \(channel) AND source_path IS NOT NULL LIMIT 1"
        ).isEmpty
    }

    /// The slugs in this list that are already in use.
    package func taken(_ slugs: [String]) async throws -> Set<String> {
        Set(try await executor.run("SELECT slug FROM template WHERE slug = ANY(\(slugs))").map { try $0.decode(0) })
    }

    /// Inserts a template with its first version. Throws a unique violation if the slug is already in use.
    package func insert(_ template: Template) async throws {
        try await executor.run(
            """
            WITH made AS (
                INSERT INTO template (id, slug, title, description, channel_id, source_format, source_path, source_gone_since, version,
                    created_at, updated_at)
                VALUES (\(template.id), \(template.slug), \(template.title), \(template.description), \(template.channelID),
                    \(template.source?.format), \(template.source?.path), \(template.source?.goneSince), \(template.version),
                    \(template.createdAt), \(template.updatedAt))
                RETURNING id)
            INSERT INTO template_version (template_id, version, content, created_at)
            SELECT id, \(template.version), \(template.content.json), \(template.createdAt) FROM made
            """)
    }

    /// Updates the changeable columns and inserts the version if it is new.
    package func update(_ template: Template) async throws {
        try await executor.run(
            """
            WITH added AS (
                INSERT INTO template_version (template_id, version, content, created_at)
                VALUES (\(template.id), \(template.version), \(template.content.json), \(template.updatedAt)) ON CONFLICT DO NOTHING)
            UPDATE template SET title = \(template.title), description = \(template.description), channel_id = \(template.channelID),
                source_format = \(template.source?.format), source_path = \(template.source?.path),
                source_gone_since = \(template.source?.goneSince), version = \(template.version), updated_at = \(template.updatedAt),
                revision = new_revision()
            WHERE id = \(template.id)
            """)
    }

    /// Deletes a template with its versions.
    package func delete(_ id: Template.ID) async throws {
        try await executor.run("DELETE FROM template WHERE id = \(id)")
    }

    /// A page of a template's versions, latest first.
    /// - Parameter number: Only versions before this one; nil for the first page.
    package func versions(of id: Template.ID, before number: Int?, limit: Int) async throws -> [TemplateVersion] {
        try await executor.run(
            """
            SELECT version, content, created_at FROM template_version
            WHERE template_id = \(id) AND version < \(number ?? Int(Int32.max)) ORDER BY version DESC LIMIT \(limit)
            """
        ).map(TemplateVersion.init(row:))
    }

    package func version(_ number: Int, of id: Template.ID) async throws -> TemplateVersion? {
        try await executor.run(
            "SELECT version, content, created_at FROM template_version WHERE template_id = \(id) AND version = \(number)"
        ).first.map(TemplateVersion.init(row:))
    }

    /// Records the template and version that a ticket was created from.
    package func note(_ reference: TemplateReference, of ticket: MirroredTicket.ID) async throws {
        try await executor.run(
            """
            UPDATE ticket SET template_slug = \(reference.slug), template_version = \(reference.version), revision = nextval('revision')
            WHERE id = \(ticket)
            """)
    }
}

extension TemplateFormat: PostgresEncodable, PostgresDecodable {}

extension Template {
    init(row: Row) throws {
        self.init(
            id: try row.decode("id"), slug: try row.decode("slug"), title: try row.decode("title"),
            content: TemplateContent(stored: try row.decode("content")), at: try row.decode("created_at"))
        description = try row.decode("description")
        channelID = try row.decode("channel_id")
        channel = try row.decode("channel")
        if let format = try row.decode("source_format", as: TemplateFormat?.self) {
            source = TemplateSource(
                format: format, path: try row.decode("source_path"), goneSince: try row.decode("source_gone_since"))
        }
        version = try row.decode("version")
        updatedAt = try row.decode("updated_at")
        revision = try row.decode("revision")
    }
}

extension TemplateVersion {
    init(row: Row) throws {
        self.init(
            number: try row.decode("version"), content: TemplateContent(stored: try row.decode("content")),
            createdAt: try row.decode("created_at"))
    }
}
