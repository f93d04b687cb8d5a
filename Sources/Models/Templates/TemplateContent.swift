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

/// The ticket that a template makes: Mustache in its title and body, and values for what the caller does not name.
package struct TicketPattern: Sendable, Hashable {
    /// Mustache of the title; empty where the caller has to name one.
    package var title = ""
    /// Mustache of the body.
    package var body = ""
    /// What it is about.
    package var kind: TicketKind?
    /// How soon.
    package var priority: Priority?
    /// How bad.
    package var severity: Severity?
    /// Logins.
    package var assignees: [String] = []
    /// Label names.
    package var labels: [String] = []
    /// The milestone's title or identifier.
    package var milestone: String?
    /// In how many days it should be done.
    package var dueInDays: Int?
    /// When it should be done, whenever it is made; not beside ``dueInDays``.
    package var dueAt: Timestamp?
    /// Only for members with the right to it.
    package var confidential = false

    /// A ticket that says nothing.
    package init() {}
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
        [
            "title": .string(title), "body": .string(body), "kind": JSON(kind?.rawValue),
            "priority": JSON(priority?.rawValue),
            "severity": JSON(severity?.rawValue), "assignees": JSON(assignees), "labels": JSON(labels),
            "milestone": JSON(milestone),
            "due_in_days": JSON(dueInDays), "due_at": JSON(dueAt), "confidential": .bool(confidential),
        ]
    }

    init(stored json: JSON) {
        title = json["title"]?.stringValue ?? ""
        body = json["body"]?.stringValue ?? ""
        kind = json["kind"]?.stringValue.flatMap(TicketKind.init)
        priority = json["priority"]?.stringValue.flatMap(Priority.init)
        severity = json["severity"]?.stringValue.flatMap(Severity.init)
        assignees = (json["assignees"]?.arrayValue ?? []).compactMap(\.stringValue)
        labels = (json["labels"]?.arrayValue ?? []).compactMap(\.stringValue)
        milestone = json["milestone"]?.stringValue
        dueInDays = json["due_in_days"]?.integerValue.map(Int.init)
        dueAt = json["due_at"]?.stringValue.flatMap { Timestamp($0) }
        confidential = json["confidential"]?.boolValue ?? false
    }
}
