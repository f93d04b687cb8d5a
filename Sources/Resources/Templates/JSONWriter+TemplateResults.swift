import Automation
import Documents
import Models
import Primitives
import Tickets
import TrackerKit

extension JSONWriter {
    /// Writes a `TemplateRendering`.
    mutating func rendering(_ made: TemplatedTicket) {
        let draft = made.draft
        var ticket: [String: JSON] = ["title": .string(draft.title), "body": .string(draft.body)]
        for field in TicketFields.template { ticket[field.name] = (draft[field] ?? field.form.empty).json }
        value([
            "template": ["slug": .string(made.template.slug), "version": JSON(made.template.version)],
            "ticket": .object(ticket),
            "omitted": JSON(made.omitted),
        ])
    }

    /// Writes a `TemplateImported`.
    mutating func imported(_ outcome: TemplateService.ImportOutcome) {
        beginObject()
        key("template")
        switch outcome {
        case .template(let template, _, let notes):
            self.template(template)
            key("notes")
            strings(notes)
            key("chooser")
            null()
        case .chooser(let chooser):
            null()
            key("notes")
            strings(["The API lists the templates; the chooser's other settings are not stored."] + chooser.notes)
            key("chooser")
            value(chooser.json)
        }
        endObject()
    }

    /// Writes a `TemplateSyncResult`.
    mutating func templateSync(_ result: TemplateSyncResult) {
        beginObject()
        for (name, templates) in [
            ("created", result.created), ("updated", result.updated), ("unchanged", result.unchanged),
            ("gone", result.gone),
        ] {
            key(escaping: name)
            strings(templates.map(\.slug))
        }
        for (name, files) in [("refused", result.refused), ("notes", result.notes)] {
            key(escaping: name)
            value(.array(files.map { ["path": .string($0.path), "detail": .string($0.detail)] }))
        }
        key("chooser")
        value(result.chooser?.json ?? .null)
        endObject()
    }
}

extension TemplateChooser {
    fileprivate var json: JSON {
        [
            "blank_issues_enabled": .bool(allowsBlankIssues),
            "contact_links": .array(
                contactLinks.map { ["name": .string($0.name), "url": .string($0.url), "about": .string($0.about)] }),
        ]
    }
}
