package import Primitives

/// The API call of an action, reduced to the parts without templates, so that errors in them are found before the rule
/// runs.
package struct LiteralCall: Sendable, Hashable {
    /// The API call whose rules apply to the body.
    package enum Kind: Sendable, Hashable {
        /// Creating a ticket.
        case creation
        /// Changing a ticket.
        case patch
        /// Creating a comment.
        case comment
        /// Linking a ticket to a URL.
        case link
    }

    package var kind: Kind
    /// The body of the API call.
    package var body: [String: JSON]
    /// The location of the action, or of its part, in the rule, as a JSON pointer (RFC 6901).
    package var pointer: String
    /// Maps names in the body to the action's names for the same members, where they differ.
    package var names: [String: String] = [:]

    /// Converts a location in the body to the location in the rule.
    /// - Parameter pointer: The location in the body, as a JSON pointer.
    package func location(of pointer: String) -> String {
        for (name, own) in names where pointer == "/" + name || pointer.hasPrefix("/\(name)/") {
            return self.pointer + "/" + own + pointer.dropFirst(name.utf8.count + 1)
        }
        return self.pointer + pointer
    }
}

extension RuleAction {
    /// The call that this action makes, without its templates; nil if there is nothing to check.
    /// - Parameter pointer: The location of the action in the rule.
    package func literalCall(at pointer: String) -> LiteralCall? {
        switch kind {
        case .createTicket: Self.creation(json, at: pointer)
        case .keepInStep: Self.creation(json["create"] ?? [:], at: pointer + "/create")
        case .updateTicket, .setPriority, .setStatus: patch(literals, at: pointer)
        case .close: patch(["status": json["status"] ?? "done"].merging(literals) { status, _ in status }, at: pointer)
        case .comment:
            LiteralCall(
                kind: .comment, body: ["body": Self.placeholder].merging(literals) { _, own in own }, pointer: pointer)
        case .label:
            LiteralCall(
                kind: .patch, body: Self.renamed(literals, ["add": "add_labels", "remove": "remove_labels"]),
                pointer: pointer,
                names: ["add_labels": "add", "remove_labels": "remove"])
        case .assign: assignment(at: pointer)
        case .link: literals["url"].map { LiteralCall(kind: .link, body: ["url": $0], pointer: pointer) }
        case .reopen, .subscribe, .webhook, .notify, .wait: nil
        }
    }

    /// A placeholder for a value that is known only when the rule runs.
    private static let placeholder: JSON = "a template"

    private var literals: [String: JSON] {
        Self.literals(of: json, kind.fields.filter { !["ticket", "to", "channel"].contains($0.name) })
    }

    private func patch(_ body: [String: JSON], at pointer: String) -> LiteralCall {
        LiteralCall(kind: .patch, body: Self.withoutPartialStatus(body, of: json), pointer: pointer)
    }

    private func assignment(at pointer: String) -> LiteralCall? {
        for name in ["set", "add"] {
            if let names = literals[name] {
                return LiteralCall(
                    kind: .patch, body: ["assignees": names], pointer: pointer, names: ["assignees": name])
            }
        }
        return nil
    }

    private static func creation(_ json: JSON, at pointer: String) -> LiteralCall {
        var body = withoutPartialStatus(literals(of: json, RuleActionKind.draftFields), of: json)
        if body["template"] == nil, json["template"].map({ !$0.isNull }) == true || isTemplate(json["title"] ?? .null) {
            body["title"] = body["title"] ?? placeholder
        }
        return LiteralCall(kind: .creation, body: body, pointer: pointer)
    }

    /// The members without templates, rendered as when the rule runs. Values that render to an empty string are
    /// omitted.
    private static func literals(of json: JSON, _ fields: [ActionField]) -> [String: JSON] {
        // Only the template knows which values its variables accept.
        let literal = fields.filter { $0.name != "variables" && !isTemplate(json[$0.name] ?? .null) }
        do throws(RenderingFailure) {
            return try FieldRenderer(context: [:]).object(json, literal)
        } catch {
            // Unreachable: texts without templates always render.
            return [:]
        }
    }

    /// Omits status and resolution if one of them is a template. Whether a resolution is allowed depends on whether the
    /// status is a closed one, so they can only be checked together.
    private static func withoutPartialStatus(_ body: [String: JSON], of json: JSON) -> [String: JSON] {
        guard ["status", "resolution"].contains(where: { isTemplate(json[$0] ?? .null) }) else { return body }
        return body.filter { $0.key != "status" && $0.key != "resolution" }
    }

    private static func renamed(_ members: [String: JSON], _ names: [String: String]) -> [String: JSON] {
        var renamed: [String: JSON] = [:]
        for (name, value) in members { renamed[names[name] ?? name] = value }
        return renamed
    }

    private static func isTemplate(_ value: JSON) -> Bool {
        switch value {
        case .string(let text): TemplateText.isTemplate(text)
        case .array(let elements): elements.contains(where: isTemplate)
        case .object(let members): members.values.contains(where: isTemplate)
        default: false
        }
    }
}
