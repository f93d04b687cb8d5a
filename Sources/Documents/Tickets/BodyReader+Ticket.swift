import Models
package import Primitives
package import TrackerKit

extension BodyReader {
    private static let title = FieldType<String>.text(of: TicketFields.table.title)
    private static let body = FieldType<String>.text(of: TicketFields.table.body)
    private static let commentLength = 1...TextRules.longestText

    /// Decodes a `TicketCreate`; nil if it is invalid, which makes `finish` throw.
    package mutating func ticketCreation(idempotencyKey: String?) -> TicketCreation? {
        let template = templateUse()
        // With a template, the title is checked after rendering it.
        let title =
            !contains("template")
            ? required("title", Self.title) : optional("title", Self.title)
        var draft = TicketDraft(title: title ?? "", body: optional("body", Self.body) ?? "")
        draft.status = statusChange()
        for reading in TicketFieldReading.creation { draft[reading.field] = reading.creation(&self) }
        return title == nil && template == nil
            ? nil : TicketCreation(draft, idempotencyKey: idempotencyKey, template: template)
    }

    /// Decodes `template`, `template_version` and `variables`, and notes the other fields in the body, which override
    /// the template's.
    private mutating func templateUse() -> TemplateUse? {
        let slug = optional("template", .slug)
        let version = optional("template_version", .integer(1...Int(Int32.max)))
        let variables = optional("variables", .variables)
        guard contains("template") else {
            for name in ["template_version", "variables"] where contains(name) { fail(name, "requires template") }
            return nil
        }
        return slug.map { TemplateUse(slug: $0, version: version, variables: variables ?? [:], named: names) }
    }

    /// Decodes a `TicketPatch`. Errors make `finish` throw.
    package mutating func ticketPatch() -> TicketPatch {
        var patch = TicketPatch()
        patch.status = statusChange().map(Change.set) ?? .unchanged
        for reading in TicketFieldReading.change { patch[reading.field] = reading.change(&self) }
        readLabels(into: &patch)
        return patch
    }

    /// Decodes a `CommentCreate`; nil if it is invalid, which makes `finish` throw.
    package mutating func commentDraft() -> CommentDraft? {
        let body = required("body", .visible(Self.commentLength))
        let thread = nullable("thread_id", .name)
        let isInternal = optional("internal", .bool) ?? false
        return body.map { CommentDraft(body: $0, threadID: thread, isInternal: isInternal) }
    }

    /// Decodes the text of a `CommentPatch`; nil if absent or invalid.
    package mutating func commentText() -> String? { optional("body", .visible(Self.commentLength)) }

    private mutating func readLabels(into patch: inout TicketPatch) {
        let isWhole = contains("labels")
        for name in ["add_labels", "remove_labels"] where contains(name) && isWhole {
            fail(name, "can't be combined with labels")
        }
        patch.addLabels = optional("add_labels", .names) ?? []
        patch.removeLabels = optional("remove_labels", .names) ?? []
    }

    /// Decodes `status` with its `resolution`, or `status_raw`. Giving both is an error.
    private mutating func statusChange() -> StatusChange? {
        let status = optional("status", FieldType<TicketStatus>.enumeration(where: { $0 != .unknown }))
        let raw = optional("status_raw", FieldType<String>.object { $0.required("id", .name) })
        let resolution = nullable("resolution", FieldType<Resolution>.enumeration())
        if contains("status"), contains("status_raw") { fail("status_raw", "can't be combined with status") }
        if resolution != nil, status?.state != .closed { fail("resolution", "requires a closed status") }
        if let raw { return .raw(id: raw) }
        return status.map { .status($0, resolution) }
    }
}

extension FieldType where Value == [String] {
    /// Names of labels or users: at most 100, without duplicates.
    package static var names: Self { .array(of: .visible(1...MirroredTicket.maximumNameLength), count: 0...100) }
}

extension FieldType where Value == String {
    /// A name, such as a label, a login or a key.
    package static var name: Self { .text(1...MirroredTicket.maximumNameLength) }

    /// Text with at least one character other than white space.
    package static func visible(_ length: ClosedRange<Int>) -> Self {
        text(length).checked { $0.contains { !$0.isWhitespace } ? nil : "must contain more than whitespace" }
    }
}
