package import Automation
package import Models
import Postgres
import Primitives
import Repositories
package import ServiceKit

/// A file to make a template of.
package struct TemplateImport: Sendable {
    /// The file.
    package var file: TemplateFile
    /// How it is written; nil to tell by its name and text.
    package var format: TemplateFormat?
    /// The template's slug; nil for one of the file's name.
    package var slug: String?
    /// The slug of the channel that it is for; nil for all.
    package var channel: String?
    /// Whether a template of that slug gets a new version; else a slug that is taken is refused.
    package var replaces = false

    /// Names a file.
    package init(file: TemplateFile) { self.file = file }
}

extension TemplateService {
    /// What came of a file.
    package enum ImportOutcome: Sendable {
        /// A template, whether it is new, and what of the file it leaves out.
        case template(Template, isNew: Bool, notes: [String])
        /// What stands beside the templates; nothing is kept of it.
        case chooser(TemplateChooser)
    }

    /// Makes a template of a file that some project has for its own tracker.
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
