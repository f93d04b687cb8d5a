package import Primitives
package import TrackerKit

/// What a version of a template says: the ticket that it makes, and the variables that are filled in.
package struct TemplateContent: Sendable, Hashable {
    /// The ticket.
    package var ticket: TicketPattern
    /// The variables, in the order of the form.
    package var variables: [TemplateVariable]

    /// Puts it together.
    package init(ticket: TicketPattern = TicketPattern(), variables: [TemplateVariable] = []) {
        self.ticket = ticket
        self.variables = variables
    }
}

/// The ticket that a template makes: Mustache in its title and body, and values for what the caller does not name. Its
/// other fields are those of ``TicketFields`` with the use `template`, by the names of the table.
@dynamicMemberLookup
package struct TicketPattern: Sendable, Hashable {
    /// Mustache of the title; empty where the caller has to name one.
    package var title = ""
    /// Mustache of the body.
    package var body = ""
    /// The number of days from the creation of a ticket to its due date.
    package var dueInDays: Int?
    private var values = TicketFieldValues()

    /// A ticket that says nothing.
    package init() {}

    /// The value of a field; nil if the template says nothing of it.
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
    /// As the database keeps it and the API shows it.
    package var json: JSON { ["ticket": ticket.json, "variables": .array(variables.map(\.json))] }

    /// Reads what was stored; what this version does not know of is left out.
    package init(stored json: JSON) {
        self.init(
            ticket: TicketPattern(stored: json["ticket"] ?? .null),
            variables: (json["variables"]?.arrayValue ?? []).compactMap(TemplateVariable.init(stored:)))
    }
}

extension TicketPattern {
    /// As the database keeps it and the API shows it.
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
