import Automation
import HTTPKit
import HTTPTypes
import Models
import Primitives

/// Finds what could never work in the actions of a rule, whatever happens: values without a template that the API refuses.
struct RuleLiterals {
    let bodies: RuleBodies
    let drafting: TemplateDrafting

    /// Everything that is wrong, with pointers into the rule.
    func errors(in calls: [LiteralCall], _ context: CallContext) async throws -> [Problem.FieldError] {
        var found: [Problem.FieldError] = []
        for call in calls { found += errors(in: call) + (try await variableErrors(in: call, context)) }
        return found
    }

    /// What the template that a call names has against its variables; whether there is such a template is asked for all that a rule names.
    private func variableErrors(in call: LiteralCall, _ context: CallContext) async throws -> [Problem.FieldError] {
        guard let slug = call.body["template"]?.stringValue else { return [] }
        let open = Set(call.openVariables.map { "/variables/" + $0.replacing("~", with: "~0").replacing("/", with: "~1") })
        do {
            let use = TemplateUse(slug: slug, variables: call.variables)
            _ = try await drafting.ticket(of: use, pointer: "/template", for: nil, context)
            return []
        } catch {
            guard let problem = Problem.known(for: error), problem.status.code < 500 else { throw error }
            return problem.errors.filter { $0.pointer.hasPrefix("/variables/") && !open.contains($0.pointer) }.map { error in
                Problem.FieldError(pointer: call.place(of: error.pointer), detail: error.detail)
            }
        }
    }

    private func errors(in call: LiteralCall) -> [Problem.FieldError] {
        do {
            switch call.kind {
            case .creation: _ = try bodies.creation(.object(call.body))
            case .patch: _ = try bodies.patch(.object(call.body))
            case .comment: _ = try bodies.comment(.object(call.body))
            case .link: try Self.check(link: call.body["url"]?.stringValue ?? "")
            }
            return []
        } catch {
            return (Problem.known(for: error)?.errors ?? []).map { error in
                Problem.FieldError(pointer: call.place(of: error.pointer), detail: error.detail)
            }
        }
    }

    private static func check(link target: String) throws {
        guard Ticket.ID(target) != nil || TicketAddress.isPage(target) else {
            throw ServiceError.invalid("/url", "must be a ticket's id or the address of its page")
        }
    }
}
