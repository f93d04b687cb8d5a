import APIContract
import Automation
import Primitives
import TrackerKit

/// What can be kept in files and applied. The order of the cases is that of writing: what others name comes first.
enum DocumentKind: String, CaseIterable, Sendable {
    case subscription
    case template
    case rule

    /// The endpoints of the kind.
    var endpoints: (list: Endpoint, create: Endpoint, get: Endpoint, update: Endpoint, delete: Endpoint) {
        switch self {
        case .subscription:
            (.listSubscriptions, .createSubscription, .getSubscription, .updateSubscription, .deleteSubscription)
        case .template: (.listTemplates, .createTemplate, .getTemplate, .updateTemplate, .deleteTemplate)
        case .rule: (.listRules, .createRule, .getRule, .updateRule, .deleteRule)
        }
    }

    /// What members are that a file leaves out. `enabled` is none of them: what somebody, or the gateway itself, turned
    /// off stays off until a file says otherwise.
    func defaults(_ slug: String) -> [String: JSON] {
        switch self {
        case .rule:
            [
                "name": .string(slug), "description": nil, "order": 0, "channels": nil, "if": nil,
                "limit": JSON(RuleDefinition.standardLimit), "stop": false, "on_rule_effects": false,
            ]
        case .template: ["title": .string(slug), "description": nil, "channel": nil, "ticket": [:], "variables": []]
        case .subscription: ["title": .string(slug), "types": nil, "channels": nil, "if": nil]
        }
    }

    /// Whether an object of the gateway may be deleted because no file has it. Templates that come from the file of a
    /// project are that project's.
    func mayPrune(_ object: JSON) -> Bool { self != .template || object["source"].map(\.isNull) ?? true }

    /// Reads a document's members: what is wrong with them, and what they name.
    func reading(_ members: [String: JSON]) -> (problems: [DefinitionProblem], references: [DefinitionReference]) {
        switch self {
        case .rule:
            let reading = RuleReading(members)
            return (reading.problems, reading.references)
        case .template:
            let reading = FileReading(template: members)
            return (reading.problems, reading.references)
        case .subscription:
            let reading = FileReading(subscription: members)
            return (reading.problems, reading.references)
        }
    }

    /// The kind of what a definition names; nil for channels, which no file makes.
    init?(_ kind: DefinitionReference.Kind) {
        switch kind {
        case .channel: return nil
        case .subscription: self = .subscription
        case .template: self = .template
        }
    }

    /// What a document says, with the defaults for what it leaves out.
    func wanted(_ slug: String, _ members: [String: JSON]) -> [String: JSON] {
        let said = members.filter { $0.key != "slug" && !$0.value.isNull }
        return defaults(slug).merging(said) { _, said in said }.mapValues(\.exact).mapMembers(canonical)
    }

    /// What the gateway has, of those members only.
    func present(_ object: JSON, comparedTo wanted: [String: JSON]) -> [String: JSON] {
        (object.objectValue ?? [:]).filter { wanted[$0.key] != nil }.mapValues(\.exact).mapMembers(canonical)
    }

    /// What has to be sent so that `present` becomes `wanted`. A template's `ticket` is merged, all else is replaced as
    /// a whole.
    func patch(from present: [String: JSON], to wanted: [String: JSON]) -> JSON {
        var patch = wanted.filter { present[$0.key] != $0.value }
        if self == .template, let ticket = patch["ticket"]?.objectValue {
            let gone = (present["ticket"]?.objectValue ?? [:]).keys.filter { ticket[$0] == nil }
            patch["ticket"] = .object(ticket.merging(gone.map { ($0, .null) }) { said, _ in said })
        }
        return .object(patch)
    }

    /// The fields of a template's ticket that are dates and times.
    private static let moments = TicketFields.template.filter { $0.form == .moment }.map(\.name)

    /// A member so that two ways of saying the same are equal: a template shows what was never said as null, empty or
    /// false.
    private func canonical(_ name: String, _ value: JSON) -> JSON {
        guard self == .template else { return value }
        switch name {
        case "ticket": return Self.moments.reduce(value.withoutUnsaid) { $0.withMoment($1) }
        case "variables": return .array((value.arrayValue ?? []).map(\.canonicalVariable))
        default: return value
        }
    }
}

extension [String: JSON] {
    fileprivate func mapMembers(_ change: (String, JSON) -> JSON) -> Self {
        Dictionary(uniqueKeysWithValues: map { ($0.key, change($0.key, $0.value)) })
    }
}

extension JSON {
    /// With whole numbers as integers, as PostgreSQL's jsonb gives back what was `1.0` or `1e3`.
    fileprivate var exact: JSON {
        switch self {
        case .number(let value): Int64(exactly: value).map(JSON.integer) ?? self
        case .array(let elements): .array(elements.map(\.exact))
        case .object(let members): .object(members.mapValues(\.exact))
        default: self
        }
    }

    /// With a member that is a date and time as the gateway writes it.
    fileprivate func withMoment(_ name: String) -> JSON {
        guard case .object(var members) = self, let moment = members[name]?.stringValue.flatMap({ Timestamp($0) })
        else { return self }
        members[name] = JSON(moment)
        return .object(members)
    }

    /// The members that say something.
    fileprivate var withoutUnsaid: JSON {
        guard case .object(let members) = self else { return self }
        return .object(members.filter { ![.null, .string(""), .array([]), .bool(false)].contains($0.value) })
    }

    fileprivate var canonicalVariable: JSON {
        guard case .object(var members) = self else { return self }
        let standard = members["default"]
        if let options = members["options"]?.arrayValue {
            members["options"] = .array(
                options.map { option in
                    let said = option.withoutUnsaid
                    return said.objectValue?.count == 1 ? said["value"] ?? option : said
                })
        }
        members = JSON.object(members).withoutUnsaid.objectValue ?? [:]
        // A default may well be empty or false.
        if let standard, !standard.isNull { members["default"] = standard }
        return .object(members)
    }
}
