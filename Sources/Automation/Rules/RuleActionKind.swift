import Models
import TrackerKit

/// The kinds of actions of a rule.
package enum RuleActionKind: String, Sendable, Hashable, CaseIterable {
    /// Create a ticket in any channel.
    case createTicket = "create_ticket"
    /// Change the fields of a ticket.
    case updateTicket = "update_ticket"
    case comment
    /// Add and remove labels.
    case label
    /// Add, remove or replace assignees.
    case assign
    case setStatus = "set_status"
    case setPriority = "set_priority"
    case close
    case reopen
    /// Link a ticket to another one.
    case link
    /// Subscribe the connection's account to a ticket.
    case subscribe
    /// Send a body defined by the rule to a subscription's URL.
    case webhook
    /// Send the event to a subscription's URL.
    case notify
    /// Pause the run for a time.
    case wait
    /// Keep two tickets in sync.
    case keepInStep = "keep_in_step"
}

extension RuleActionKind {
    private static let names = FieldShape.list(.text(1...255), 0...100)
    private static let status = FieldShape.word(TicketStatus.allCases.filter { $0 != .unknown }.map(\.rawValue))
    private static let resolution = FieldShape.word(Resolution.allCases.filter { $0 != .unknown }.map(\.rawValue))
    private static let ticket = ActionField("ticket", .ticket)
    /// The maximum duration of `wait`.
    private static let longestWait = Duration.seconds(90 * 86_400)

    /// The fields for creating a ticket.
    static let draftFields =
        [title, body] + ticketFields(TicketFields.creation) + [
            ActionField("template", .slug(.template)), ActionField("variables", .json),
        ]

    private static let patchFields =
        ticketFields(TicketFields.change) + [ActionField("add_labels", names), ActionField("remove_labels", names)]

    private static let title = field(TicketFields.table.title.erased)
    private static let body = field(TicketFields.table.body.erased)

    /// The status and resolution, followed by these fields.
    private static func ticketFields(_ fields: [AnyTicketField]) -> [ActionField] {
        [ActionField("status", status), ActionField("resolution", resolution)] + fields.map(field)
    }

    private static func field(_ field: AnyTicketField) -> ActionField {
        ActionField(field.name, FieldShape(rendered: field))
    }

    /// The members of an action of this kind, except `action`.
    var fields: [ActionField] {
        switch self {
        case .createTicket: [ActionField("channel", .slug(.channel), required: true)] + Self.draftFields
        case .updateTicket: [Self.ticket] + Self.patchFields
        case .comment:
            [Self.ticket, ActionField("body", .comment, required: true), ActionField("internal", .bool)]
        case .label: [Self.ticket, ActionField("add", Self.names), ActionField("remove", Self.names)]
        case .assign:
            [
                Self.ticket, ActionField("add", Self.names), ActionField("remove", Self.names),
                ActionField("set", Self.names),
            ]
        case .setStatus:
            [
                Self.ticket, ActionField("status", Self.status, required: true),
                ActionField("resolution", Self.resolution),
            ]
        case .setPriority:
            [Self.ticket, ActionField("priority", .word(Priority.allCases.map(\.rawValue)), required: true)]
        case .close:
            [
                Self.ticket, ActionField("status", .word(["done", "ignored"])),
                ActionField("resolution", Self.resolution),
            ]
        case .reopen, .subscribe: [Self.ticket]
        case .link:
            [
                Self.ticket, ActionField("to", .ticket), ActionField("url", .text(1...2048)),
                ActionField("type", .word(LinkType.allCases.map(\.rawValue))),
            ]
        case .webhook:
            [
                ActionField("subscription", .fixedSlug(.subscription), required: true),
                ActionField("data", .json, required: true),
            ]
        case .notify: [ActionField("subscription", .fixedSlug(.subscription), required: true)]
        case .wait: [ActionField("for", .duration(.seconds(1)...Self.longestWait), required: true)]
        case .keepInStep: PairTerms.fields
        }
    }
}
