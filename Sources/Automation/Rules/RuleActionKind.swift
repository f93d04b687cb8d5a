import Models
import TrackerKit

/// What a rule can do.
package enum RuleActionKind: String, Sendable, Hashable, CaseIterable {
    /// Make a ticket in any channel.
    case createTicket = "create_ticket"
    /// Change fields of a ticket.
    case updateTicket = "update_ticket"
    /// Comment on a ticket.
    case comment
    /// Add and take away labels.
    case label
    /// Add, take away or replace assignees.
    case assign
    /// Set the status.
    case setStatus = "set_status"
    /// Set the priority.
    case setPriority = "set_priority"
    /// Close a ticket.
    case close
    /// Open a closed ticket.
    case reopen
    /// Link a ticket to another one.
    case link
    /// Subscribe the connection's account to a ticket.
    case subscribe
    /// Send a body of the rule's own to a subscription's address.
    case webhook
    /// Send the event to a subscription's address.
    case notify
    /// Go on later.
    case wait
    /// Keep two tickets in step.
    case keepInStep = "keep_in_step"
}

extension RuleActionKind {
    private static let names = FieldShape.list(.text(1...255), 0...100)
    private static let status = FieldShape.word(TicketStatus.allCases.filter { $0 != .unknown }.map(\.rawValue))
    private static let resolution = FieldShape.word(Resolution.allCases.filter { $0 != .unknown }.map(\.rawValue))
    private static let ticket = ActionField("ticket", .ticket)
    /// The longest a run may wait.
    private static let longestWait = Duration.seconds(90 * 86_400)

    /// The fields of a ticket as its creation takes them.
    static let draftFields =
        [title, body] + ticketFields(TicketFields.creation) + [
            ActionField("template", .slug(.template)), ActionField("variables", .json),
        ]

    private static let patchFields =
        ticketFields(TicketFields.change) + [ActionField("add_labels", names), ActionField("remove_labels", names)]

    private static let title = field(TicketFields.table.title.erased)
    private static let body = field(TicketFields.table.body.erased)

    /// The status, and these fields.
    private static func ticketFields(_ fields: [AnyTicketField]) -> [ActionField] {
        [ActionField("status", status), ActionField("resolution", resolution)] + fields.map(field)
    }

    private static func field(_ field: AnyTicketField) -> ActionField {
        ActionField(field.name, FieldShape(rendered: field))
    }

    /// What an action of the kind has beside `action`.
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
