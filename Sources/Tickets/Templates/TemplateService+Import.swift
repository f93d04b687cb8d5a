package import Automation
import Documents
package import Models
import Postgres
import Primitives
import Repositories
package import ServiceKit

/// A request to create a template from a file.
package struct TemplateImport: Sendable {
    package var file: TemplateFile
    /// The file's format; nil to detect it from name and content.
    package var format: TemplateFormat?
    /// The template's slug; nil to derive it from the file's name.
    package var slug: String?
    /// The slug of the template's channel; nil for all channels.
    package var channel: String?
    /// Whether an existing template with this slug gets a new version. Otherwise an existing slug is refused.
    package var replaces = false

    package init(file: TemplateFile) { self.file = file }
}

extension TemplateService {
    /// The result of importing a file.
    package enum ImportOutcome: Sendable {
        /// The template, whether it is new, and notes on parts of the file that it omits.
        case template(Template, isNew: Bool, notes: [String])
        /// The chooser configuration of the project's templates. It is not stored.
        case chooser(TemplateChooser)
    }

    /// Creates a template from a file that a project keeps for its own tracker.
    package func importFile(_ wanted: TemplateImport, context: CallContext) async throws -> ImportOutcome {
        let read: ImportedFile
        do {
            read = try TemplateImporter.read(wanted.file, format: wanted.format)
        } catch {
            throw ServiceError.invalid(error.all.map { FieldError(pointer: $0.pointer, detail: $0.detail) })
        }
        guard case .template(let imported) = read else {
            guard case .chooser(let chooser) = read else { throw ServiceError.invalid("/content", "is not a template") }
            return .chooser(chooser)
        }
        var draft = TemplateDraft(slug: wanted.slug ?? imported.slug, title: imported.title, content: imported.content)
        draft.description = imported.description
        draft.channel = wanted.channel
        let made = draft
        if wanted.replaces, try await TemplateRepository(environment.database.reader).find(made.slug) != nil {
            let template = try await update(made.slug, if: .none, context: context) { present in
                var draft = made
                draft.channel = made.channel ?? present.channel
                return draft
            }
            return .template(template, isNew: false, notes: imported.notes)
        }
        return .template(try await create(made, context: context), isNew: true, notes: imported.notes)
    }
}
