package import Primitives
package import TrackerKit

/// The content of a version of a template: the ticket it produces and the variables to fill in.
package struct TemplateContent: Sendable, Hashable {
    package var ticket: TicketPattern
    /// In the order of the form.
    package var variables: [TemplateVariable]

    package init(ticket: TicketPattern = TicketPattern(), variables: [TemplateVariable] = []) {
        self.ticket = ticket
        self.variables = variables
    }
}

/// The ticket that a template produces: Mustache in its title and body, and values for the fields that the caller
/// omits. Its other fields are those of ``TicketFields`` with the use `template`, accessed by their names in the table.
@dynamicMemberLookup
package struct TicketPattern: Sendable, Hashable {
    /// A Mustache template; empty if the caller must provide the title.
    package var title = ""
    /// A Mustache template.
    package var body = ""
    /// The number of days from the creation of a ticket to its due date.
    package var dueInDays: Int?
    private var values = TicketFieldValues()

    /// A pattern without any values.
    package init() {}

    /// The value of a field; nil if the template does not set it.
    package subscript(field: AnyTicketField) -> TicketValue? {
        get { values[field] }
        set { values[field] = newValue == field.form.empty || newValue == .nothing ? nil : newValue }
    }

    package subscript<Value>(dynamicMember field: KeyPath<TicketFields, TicketField<Value>>) -> Value? {
        get { values[field] }
        set { values[field] = newValue }
    }

    package subscript<Value>(dynamicMember field: KeyPath<TicketFields, TicketField<Value?>>) -> Value? {
        get { values[field] ?? nil }
        set { values[field] = newValue.map(Optional.some) }
    }

    package subscript(dynamicMember field: KeyPath<TicketFields, TicketField<[String]>>) -> [String] {
        get { values[field] ?? [] }
        set { values[field] = newValue.isEmpty ? nil : newValue }
    }

    package subscript(dynamicMember field: KeyPath<TicketFields, TicketField<Bool>>) -> Bool {
        get { values[field] ?? false }
        set { values[field] = newValue ? true : nil }
    }
}

extension TemplateContent {
    /// The JSON of the database and the API.
    package var json: JSON { ["ticket": ticket.json, "variables": .array(variables.map(\.json))] }

    /// Reads stored JSON. Members unknown to this version are ignored.
    package init(stored json: JSON) {
        self.init(
            ticket: TicketPattern(stored: json["ticket"] ?? .null),
            variables: (json["variables"]?.arrayValue ?? []).compactMap(TemplateVariable.init(stored:)))
    }
}

extension TicketPattern {
    /// The JSON of the database and the API.
    package var json: JSON {
        var members: [String: JSON] = ["title": .string(title), "body": .string(body), "due_in_days": JSON(dueInDays)]
        for field in TicketFields.template { members[field.name] = (self[field] ?? field.form.empty).json }
        return .object(members)
    }

    init(stored json: JSON) {
        title = json["title"]?.stringValue ?? ""
        body = json["body"]?.stringValue ?? ""
        dueInDays = json["due_in_days"]?.integerValue.map(Int.init)
        for field in TicketFields.template {
            self[field] = json[field.name].flatMap { TicketValue(json: $0, form: field.form) }
        }
    }
}
