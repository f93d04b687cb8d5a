import Models
import Primitives
import Tickets
import TrackerKit

extension BodyReader {
    private static let titleLength = 1...512
    private static let bodyLength = 0...262_144

    /// Reads a `TicketCreate`; nil when it can't be used, which `finish` then tells.
    mutating func ticketCreation(idempotencyKey: String?) -> TicketCreation? {
        let template = templateUse()
        // With a template, whether there is a title shows when that is filled in.
        let title =
            !contains("template")
            ? required("title", .visible(Self.titleLength)) : optional("title", .visible(Self.titleLength))
        var draft = TicketDraft(title: title ?? "", body: optional("body", .text(Self.bodyLength)) ?? "")
        draft.kind = optional("kind", .enumeration())
        draft.status = statusChange()
        draft.priority = optional("priority", .enumeration()).flatMap { $0 == .none ? nil : $0 }
        draft.severity = optional("severity", .enumeration())
        draft.assignees = optional("assignees", .names) ?? []
        draft.labels = optional("labels", .names) ?? []
        draft.milestone = nullable("milestone", .name)
        draft.parent = nullable("parent", .name)
        draft.dueAt = nullable("due_at", .timestamp)
        draft.confidential = optional("confidential", .bool).flatMap { $0 ? true : nil }
        return title == nil && template == nil
            ? nil : TicketCreation(draft, idempotencyKey: idempotencyKey, template: template)
    }

    /// Reads `template`, `template_version` and `variables`, and which other fields stand beside them.
    private mutating func templateUse() -> TemplateUse? {
        let slug = optional("template", .slug)
        let version = optional("template_version", .integer(1...Int(Int32.max)))
        let variables = optional("variables", .variables)
        guard contains("template") else {
            for name in ["template_version", "variables"] where contains(name) { fail(name, "must go with a template") }
            return nil
        }
        return slug.map { TemplateUse(slug: $0, version: version, variables: variables ?? [:], named: names) }
    }

    /// Reads a `TicketPatch`; what can't be used, `finish` tells.
    mutating func ticketPatch() -> TicketPatch {
        var patch = TicketPatch()
        patch.title = change("title", .visible(Self.titleLength))
        patch.body = emptied(nullableChange("body", .text(Self.bodyLength)))
        patch.kind = change("kind", .enumeration())
        patch.status = statusChange().map(Change.set) ?? .unchanged
        patch.priority = change("priority", .enumeration())
        patch.severity = nullableChange("severity", .enumeration())
        patch.assignees = change("assignees", .names)
        readLabels(into: &patch)
        patch.milestone = nullableChange("milestone", .name)
        patch.parent = nullableChange("parent", .name)
        patch.dueAt = nullableChange("due_at", .timestamp)
        patch.confidential = change("confidential", .bool)
        patch.locked = change("locked", .bool)
        return patch
    }

    /// Reads a `CommentCreate`; nil when it can't be used, which `finish` then tells.
    mutating func commentDraft() -> CommentDraft? {
        let body = required("body", .visible(1...Self.bodyLength.upperBound))
        let thread = nullable("thread_id", .name)
        let isInternal = optional("internal", .bool) ?? false
        return body.map { CommentDraft(body: $0, threadID: thread, isInternal: isInternal) }
    }

    /// Reads the text of a `CommentPatch`; nil when it is absent or can't be used.
    mutating func commentText() -> String? { optional("body", .visible(1...Self.bodyLength.upperBound)) }

    private mutating func readLabels(into patch: inout TicketPatch) {
        patch.labels = change("labels", .names)
        let isWhole = contains("labels")
        for name in ["add_labels", "remove_labels"] where contains(name) && isWhole {
            fail(name, "can't be given together with labels")
        }
        patch.addLabels = optional("add_labels", .names) ?? []
        patch.removeLabels = optional("remove_labels", .names) ?? []
    }

    /// `status` with its `resolution`, or `status_raw`: never both.
    private mutating func statusChange() -> StatusChange? {
        let status = optional("status", FieldType<TicketStatus>.enumeration(where: { $0 != .unknown }))
        let raw = optional("status_raw", FieldType<String>.object { $0.required("id", .name) })
        let resolution = nullable("resolution", FieldType<Resolution>.enumeration())
        if contains("status"), contains("status_raw") { fail("status_raw", "can't be given together with status") }
        if resolution != nil, status?.state != .closed { fail("resolution", "must go with a status that closes") }
        if let raw { return .raw(id: raw) }
        return status.map { .status($0, resolution) }
    }

    private func emptied(_ change: Change<String?>) -> Change<String> {
        if case .set(let text) = change { .set(text ?? "") } else { .unchanged }
    }
}

extension FieldType where Value == [String] {
    /// Names of labels or users: at most 100, none twice.
    static var names: Self { .array(of: .visible(1...Ticket.maximumNameLength), count: 0...100) }
}
