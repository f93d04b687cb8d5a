import Automation
import Models
import Primitives
import ServiceKit
import Tickets

/// Finds values in a rule's actions that can never work: literals, without a Mustache template, that the API would
/// reject.
struct RuleLiterals {
    let bodies: RuleBodies

    /// All errors, with JSON pointers into the rule.
    func errors(in calls: [LiteralCall]) -> [FieldError] { calls.flatMap(errors) }

    private func errors(in call: LiteralCall) -> [FieldError] {
        do {
            switch call.kind {
            case .creation: _ = try bodies.creation(.object(call.body))
            case .patch: _ = try bodies.patch(.object(call.body))
            case .comment: _ = try bodies.comment(.object(call.body))
            case .link: try Self.check(link: call.body["url"]?.stringValue ?? "")
            }
            return []
        } catch {
            return (Failure.known(for: error)?.errors ?? []).map { error in
                FieldError(pointer: call.place(of: error.pointer), detail: error.detail)
            }
        }
    }

    private static func check(link target: String) throws {
        guard Ticket.ID(target) != nil || TicketAddress.isPage(target) else {
            throw ServiceError.invalid("/url", "must be a ticket's id or the URL of its page")
        }
    }
}
