package import Automation
import Models
package import Primitives
import TrackerKit

/// Finds values in a rule's actions that can never work: literals, without a Mustache template, that the API would
/// reject.
package enum RuleLiterals {
    /// All errors, with JSON pointers into the rule.
    package static func errors(in calls: [LiteralCall]) -> [FieldError] { calls.flatMap(errors) }

    private static func errors(in call: LiteralCall) -> [FieldError] {
        do {
            switch call.kind {
            case .creation: _ = try TicketCreation(reading: .object(call.body))
            case .patch: _ = try TicketPatch(reading: .object(call.body))
            case .comment: _ = try CommentDraft(reading: .object(call.body))
            case .link: try check(link: call.body["url"]?.stringValue ?? "")
            }
            return []
        } catch {
            return ((error as? any FailureConvertible)?.failure.errors ?? []).map { error in
                FieldError(pointer: call.location(of: error.pointer), detail: error.detail)
            }
        }
    }

    private static func check(link target: String) throws {
        guard MirroredTicket.ID(target) != nil || TicketAddress.isPage(target) else {
            throw Failure.invalid([
                FieldError(pointer: "/url", detail: "must be a ticket's id or the URL of its page")
            ])
        }
    }
}
