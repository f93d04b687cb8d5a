package import Automation
package import Models
import Postgres
import Primitives
import Repositories
package import ServiceKit
import TrackerKit

/// The result of syncing the template files of a project.
package struct TemplateSyncResult: Sendable {
    package var created: [Template] = []
    /// Templates that changed, or whose file is back.
    package var updated: [Template] = []
    package var unchanged: [Template] = []
    /// Templates whose file was deleted since the last sync. They are kept.
    package var gone: [Template] = []
    /// Files that cannot be read or used, and why. Templates created from such a file are left unchanged.
    package var refused: [(path: String, detail: String)] = []
    /// Notes on parts of the files that templates cannot represent.
    package var notes: [(path: String, detail: String)] = []
    /// The chooser configuration, if the project has one.
    package var chooser: TemplateChooser?
}

extension TemplateService {
    /// Reads the templates that a channel's project keeps for its own tracker, and creates, updates or marks the
    /// gateway's.
    package func synchronize(channel slug: String, context: CallContext) async throws -> TemplateSyncResult {
        let channel = try await environment.channel(slug, context)
        let files = try await environment.calling(channel, context: context.inOwnName) { tracker in
            try tracker.require(.readTemplates)
            return try await tracker.templateFiles(in: channel.project)
        }
        var result = TemplateSyncResult()
        var imported: [(path: String, template: ImportedTemplate)] = []
        let allowance = WorkAllowance(WorkAllowance.batch)
        for file in files {
            // Reading contains no other suspension point at which cancellation is noticed or other calls get the
            // thread.
            try Task.checkCancellation()
            await Task.yield()
            if let refusal = file.refusal {
                result.refused.append((file.path, refusal))
                continue
            }
            do throws(TemplateProblems) {
                let content = TemplateFile(path: file.path, content: file.content)
                switch try TemplateImporter.read(content, within: allowance) {
                case .template(let template):
                    imported.append((file.path, template))
                    result.notes += template.notes.map { (file.path, $0) }
                case .chooser(let chooser):
                    result.chooser = chooser
                    result.notes += chooser.notes.map { (file.path, $0) }
                }
            } catch {
                result.refused.append((file.path, error.all.map(\.detail).joined(separator: "; ")))
            }
        }
        let (read, found) = (imported, result)
        return try await environment.database.transaction { transaction in
            try await TemplateRepository(transaction).holdSync(of: channel.id)
            return try await store(
                read, found: found, paths: Set(files.map(\.path)), channel: channel, context: context, in: transaction)
        }
    }

    private func store(
        _ imported: [(path: String, template: ImportedTemplate)], found: TemplateSyncResult, paths: Set<String>,
        channel: Channel,
        context: CallContext, in transaction: Transaction
    ) async throws -> TemplateSyncResult {
        let templates = TemplateRepository(transaction)
        var result = found
        let present = try await templates.lock(readFrom: channel.id)
        let known = Dictionary(present.compactMap { template in template.source.map { ($0.path, template) } }) {
            first, _ in first
        }
        for (path, file) in imported {
            guard let template = known[path] else {
                result.created.append(
                    try await add(file, path: path, channel: channel, context: context, in: transaction))
                continue
            }
            var changed = template.saying(file.content, at: environment.clock.now())
            changed.title = file.title
            changed.description = file.description
            changed.source = TemplateSource(format: file.format, path: path)
            if changed == template {
                result.unchanged.append(template)
            } else {
                result.updated.append(try await keep(changed, replacing: template, context: context, in: transaction))
            }
        }
        for template in present {
            guard var source = template.source, source.goneSince == nil, !paths.contains(source.path) else { continue }
            source.goneSince = environment.clock.now()
            var changed = template
            changed.source = source
            result.gone.append(try await keep(changed, replacing: template, context: context, in: transaction))
        }
        return result
    }

    private func keep(
        _ changed: Template, replacing present: Template, context: CallContext, in transaction: Transaction
    )
        async throws -> Template
    {
        var changed = changed
        changed.updatedAt = environment.clock.now()
        try await TemplateRepository(transaction).update(changed)
        try await record("template.update", before: present, after: changed, context: context, in: transaction)
        return changed
    }

    private func add(
        _ file: ImportedTemplate, path: String, channel: Channel, context: CallContext, in transaction: Transaction
    ) async throws -> Template {
        let templates = TemplateRepository(transaction)
        let stem = String("\(channel.slug)-\(file.slug)".prefix(59))
        let candidates = [stem] + (2...999).map { "\(stem)-\($0)" }
        let taken = try await templates.taken(candidates)
        guard let slug = candidates.first(where: { !taken.contains($0) }) else { throw Self.taken }
        var template = Template(
            id: environment.identifiers.next(), slug: slug, title: file.title, content: file.content,
            at: environment.clock.now())
        template.description = file.description
        template.channelID = channel.id
        template.channel = channel.slug
        template.source = TemplateSource(format: file.format, path: path)
        try await templates.insert(template)
        try await record("template.create", before: nil, after: template, context: context, in: transaction)
        return template
    }
}
