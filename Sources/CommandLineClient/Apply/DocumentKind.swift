import APIContract
import Automation
import Documents
import Primitives
import TrackerKit

/// The kinds of objects that can be kept in files and applied. The cases are in the order in which they are written,
/// since later kinds can reference earlier ones.
enum DocumentKind: String, CaseIterable, Sendable {
    case subscription
    case template
    case rule

    var endpoints: (list: Endpoint, create: Endpoint, get: Endpoint, update: Endpoint, delete: Endpoint) {
        switch self {
        case .subscription:
            (.listSubscriptions, .createSubscription, .getSubscription, .updateSubscription, .deleteSubscription)
        case .template: (.listTemplates, .createTemplate, .getTemplate, .updateTemplate, .deleteTemplate)
        case .rule: (.listRules, .createRule, .getRule, .updateRule, .deleteRule)
        }
    }

    /// The values of omitted members. `enabled` has no default: an object disabled by a user or by the gateway stays
    /// disabled until a file sets it.
    func defaults(_ slug: String) -> [String: JSON] {
        switch self {
        case .rule:
            [
                "name": .string(slug), "description": .null, "order": 0, "channels": .null, "if": .null,
                "limit": JSON(RuleDefinition.standardLimit), "stop": false, "on_rule_effects": false,
            ]
        case .template:
            ["title": .string(slug), "description": .null, "channel": .null, "ticket": [:], "variables": []]
        case .subscription: ["title": .string(slug), "types": .null, "channels": .null, "if": .null]
        }
    }

    /// Whether `--prune` may delete an object that is in no file. Templates imported from a project belong to that
    /// project and are kept.
    func mayPrune(_ object: JSON) -> Bool { self != .template || object["source"].map(\.isNull) ?? true }

    /// Validates the members of an object with the code of the server.
    func check(_ members: [String: JSON]) -> DefinitionCheck {
        switch self {
        case .rule: DefinitionCheck(rule: members)
        case .template: DefinitionCheck(template: members)
        case .subscription: DefinitionCheck(subscription: members)
        }
    }

    /// nil for channels, which cannot be created from files.
    init?(_ kind: DefinitionReference.Kind) {
        switch kind {
        case .channel: return nil
        case .subscription: self = .subscription
        case .template: self = .template
        }
    }

    /// The members of a document merged with the defaults, in canonical form.
    func wanted(_ slug: String, _ members: [String: JSON]) -> [String: JSON] {
        let said = members.filter { $0.key != "slug" && !$0.value.isNull }
        return defaults(slug).merging(said) { _, said in said }.mapValues(\.exact).mapMembers(canonical)
    }

    /// The members of the gateway's object that `wanted` has too, in canonical form.
    func present(_ object: JSON, comparedTo wanted: [String: JSON]) -> [String: JSON] {
        (object.objectValue ?? [:]).filter { wanted[$0.key] != nil }.mapValues(\.exact).mapMembers(canonical)
    }

    /// The merge patch that turns `present` into `wanted`. A template's `ticket` is merged; every other member is
    /// replaced as a whole.
    func patch(from present: [String: JSON], to wanted: [String: JSON]) -> JSON {
        var patch = wanted.filter { present[$0.key] != $0.value }
        if self == .template, let ticket = patch["ticket"]?.objectValue {
            let gone = (present["ticket"]?.objectValue ?? [:]).keys.filter { ticket[$0] == nil }
            patch["ticket"] = .object(ticket.merging(gone.map { ($0, .null) }) { said, _ in said })
        }
        return .object(patch)
    }

    private static let moments = TicketFields.template.filter { $0.form == .moment }.map(\.name)

    /// The members whose values are sets: the gateway returns them in its own order.
    private static let sets: Set = ["on", "channels", "types"]

    /// Brings a value into a form in which equivalent values are equal: the gateway returns unset members of a template
    /// as null, empty or false, and sets in its own order.
    private func canonical(_ name: String, _ value: JSON) -> JSON {
        guard self == .template else { return Self.sets.contains(name) ? value.asSet : value }
        switch name {
        case "ticket": return Self.moments.reduce(value.withoutEmptyMembers) { $0.withMoment($1) }
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
    /// With integral numbers as integers, because PostgreSQL's jsonb can change a number's notation, such as `1e3`.
    fileprivate var exact: JSON {
        switch self {
        case .number(let value): Int64(exactly: value).map(JSON.integer) ?? self
        case .array(let elements): .array(elements.map(\.exact))
        case .object(let members): .object(members.mapValues(\.exact))
        default: self
        }
    }

    /// An array of strings in alphabetical order, each once.
    fileprivate var asSet: JSON {
        guard let elements = arrayValue else { return self }
        let texts = elements.compactMap(\.stringValue)
        return texts.count == elements.count ? JSON(Set(texts).sorted()) : self
    }

    /// With a timestamp member in the format that the gateway returns.
    fileprivate func withMoment(_ name: String) -> JSON {
        guard case .object(var members) = self, let moment = members[name]?.stringValue.flatMap({ Timestamp($0) })
        else { return self }
        members[name] = JSON(moment)
        return .object(members)
    }

    /// Without members that are null, empty or false.
    fileprivate var withoutEmptyMembers: JSON {
        guard case .object(let members) = self else { return self }
        return .object(members.filter { ![.null, .string(""), .array([]), .bool(false)].contains($0.value) })
    }

    fileprivate var canonicalVariable: JSON {
        guard case .object(var members) = self else { return self }
        let standard = members["default"]
        if let options = members["options"]?.arrayValue {
            members["options"] = .array(
                options.map { option in
                    let said = option.withoutEmptyMembers
                    return said.objectValue?.count == 1 ? said["value"] ?? option : said
                })
        }
        members = JSON.object(members).withoutEmptyMembers.objectValue ?? [:]
        // A default may be empty or false.
        if let standard, !standard.isNull { members["default"] = standard }
        return .object(members)
    }
}
