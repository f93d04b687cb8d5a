package import Primitives

/// What an action calls, as far as it holds no template: what the API has against that is known before the rule ever
/// runs.
package struct LiteralCall: Sendable, Hashable {
    /// How the body is read.
    package enum Kind: Sendable, Hashable {
        /// As that of a ticket to be made.
        case creation
        /// As that of a change.
        case patch
        /// As that of a comment.
        case comment
        /// As that of a link, which has an address alone.
        case link
    }

    /// How the body is read.
    package var kind: Kind
    /// What the API's call takes.
    package var body: [String: JSON]
    /// Where the action, or its part, stands in the rule: a JSON pointer (RFC 6901).
    package var pointer: String
    /// The members of the action that have another name in the call, by that.
    package var names: [String: String] = [:]

    /// Where in the rule a member of the body stands.
    /// - Parameter pointer: Into the body.
    package func place(of pointer: String) -> String {
        for (name, own) in names where pointer == "/" + name || pointer.hasPrefix("/\(name)/") {
            return self.pointer + "/" + own + pointer.dropFirst(name.utf8.count + 1)
        }
        return self.pointer + pointer
    }
}

extension RuleAction {
    /// The call that the action is without its templates; nil for one that the API has nothing against.
    /// - Parameter pointer: Where the action stands in the rule.
    package func literalCall(at pointer: String) -> LiteralCall? {
        switch kind {
        case .createTicket: Self.creation(json, at: pointer)
        case .keepInStep: Self.creation(json["create"] ?? [:], at: pointer + "/create")
        case .updateTicket, .setPriority, .setStatus: patch(literals, at: pointer)
        case .close: patch(["status": json["status"] ?? "done"].merging(literals) { status, _ in status }, at: pointer)
        case .comment:
            LiteralCall(
                kind: .comment, body: ["body": Self.standIn].merging(literals) { _, own in own }, pointer: pointer)
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

    /// Stands for what is known only when the rule runs.
    private static let standIn: JSON = "a template"

    private var literals: [String: JSON] {
        Self.literals(of: json, kind.fields.filter { !["ticket", "to", "channel"].contains($0.name) })
    }

    private func patch(_ body: [String: JSON], at pointer: String) -> LiteralCall {
        LiteralCall(kind: .patch, body: Self.withoutHalfAStatus(body, of: json), pointer: pointer)
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
        var body = withoutHalfAStatus(literals(of: json, RuleActionKind.draftFields), of: json)
        if body["template"] == nil, json["template"].map({ !$0.isNull }) == true || isTemplate(json["title"] ?? .null) {
            body["title"] = body["title"] ?? standIn
        }
        return LiteralCall(kind: .creation, body: body, pointer: pointer)
    }

    /// The members without any template, filled in as when the rule runs; what becomes empty is left out.
    private static func literals(of json: JSON, _ fields: [ActionField]) -> [String: JSON] {
        // Only the template knows what its variables may be.
        let literal = fields.filter { $0.name != "variables" && !isTemplate(json[$0.name] ?? .null) }
        do throws(RenderingFailure) {
            return try FieldRenderer(context: [:]).object(json, literal)
        } catch {
            // There is nothing in it that could fail to render.
            return [:]
        }
    }

    /// Whether a status closes, and so may have a resolution, is known only where both are.
    private static func withoutHalfAStatus(_ body: [String: JSON], of json: JSON) -> [String: JSON] {
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
