import Models
package import Primitives

/// The result of reading a rule from a request or file, with all of its errors.
package struct RuleReading: Sendable {
    /// The slug; nil if it is missing or invalid.
    package private(set) var slug: String?
    /// The display name; nil to use the slug.
    package private(set) var name: String?
    package private(set) var description: String?
    package private(set) var enabled = true
    /// The rule's position in the order of evaluation.
    package private(set) var order = 0
    /// The definition; nil if it is invalid.
    package private(set) var definition: RuleDefinition?
    /// The definition as it is stored: the members in ``definitionMembers``.
    package private(set) var stored: JSON
    /// All errors.
    package private(set) var problems: [DefinitionProblem]
    /// The API calls of its actions, reduced to the parts without templates.
    package private(set) var literalCalls: [LiteralCall]
    /// The templates its actions use, with the variables whose values are literals in the rule.
    package private(set) var literalTemplates: [LiteralTemplate]
    /// The objects it refers to, whose existence can only be checked in the database.
    package private(set) var references: [DefinitionReference]

    /// The event types, the condition and the actions that are valid, even if others are not.
    let parts: Parts

    /// The valid parts of a rule.
    struct Parts: Sendable {
        var types: [EventType] = []
        var condition: LogicExpression?
        var actions: [(action: RuleAction, position: Int)] = []
    }

    /// The members that make up the definition.
    package static let definitionMembers = ["on", "channels", "if", "do", "limit", "stop", "on_rule_effects"]

    /// Reads and checks a rule.
    package init(_ members: [String: JSON]) {
        var reader = DefinitionReader(members)
        slug = reader.required("slug", .text(1...63))?.stringValue
        if let slug, !Slug.isValid(slug) { reader.fail("slug", Slug.mismatch(slug)) }
        name = reader.optional("name", .text(1...255))?.stringValue
        description = reader.optional("description", .text(0...4096))?.stringValue
        enabled = reader.optional("enabled", .bool)?.boolValue ?? true
        order = Int(reader.optional("order", .integer(-1_000_000...1_000_000))?.integerValue ?? 0)
        let isParsable = WorkAllowance(WorkAllowance.call).coversParsing(of: members["do"] ?? .null)
        if isParsable {
            definition = Self.definition(&reader)
            reader.refuseOthers()
            reader.take(Self.constantConditions(in: members))
        } else {
            reader.fail("do", WorkAllowance.refusal)
        }
        stored = .object(members.filter { Self.definitionMembers.contains($0.key) && !$0.value.isNull })
        problems = reader.problems
        references = reader.references
        let actions = isParsable ? Self.actions(in: members["do"]?.arrayValue ?? []) : []
        literalCalls = actions.compactMap { $0.action.literalCall(at: "/do/\($0.position)") }
        literalTemplates = actions.compactMap { $0.action.literalTemplate(at: "/do/\($0.position)") }
        parts = Parts(
            types: (members["on"]?.arrayValue ?? []).compactMap { $0.stringValue.flatMap(EventType.init) },
            condition: members["if"].flatMap { $0.isNull ? nil : try? LogicExpression($0) }, actions: actions)
    }

    /// The conditions of the rule and of its actions that are texts, numbers or arrays, so that they would always or
    /// never hold. Stored rules may have them.
    private static func constantConditions(in members: [String: JSON]) -> [DefinitionProblem] {
        let actions = (members["do"]?.arrayValue ?? []).prefix(RuleDefinition.maximumActions).enumerated()
        let conditions =
            [("/if", members["if"])] + actions.map { position, action in ("/do/\(position)/if", action["if"]) }
        return conditions.compactMap { pointer, condition in
            condition.flatMap(LogicExpression.constantFault).map { DefinitionProblem(pointer, $0) }
        }
    }

    /// The valid actions, even if others are invalid.
    private static func actions(in actions: [JSON]) -> [(action: RuleAction, position: Int)] {
        actions.prefix(RuleDefinition.maximumActions).enumerated().compactMap { position, json in
            var problems: [DefinitionProblem] = [], references: [DefinitionReference] = []
            return RuleAction.read(
                json, at: "/do/\(position)", position: position, problems: &problems, references: &references
            ).map { ($0, position) }
        }
    }

    static func definition(_ reader: inout DefinitionReader) -> RuleDefinition? {
        let types = reader.required(
            "on", .list(.fixedWord(EventType.allCases.map(\.rawValue)), 1...EventType.allCases.count))
        let channels = reader.optional("channels", .list(.fixedSlug(.channel), 0...RuleDefinition.maximumChannels))
        let condition = reader.condition("if")
        let actions = actions(&reader)
        let limit = reader.optional("limit", .integer(RuleDefinition.limits))?.integerValue
        let stops = reader.optional("stop", .bool)?.boolValue ?? false
        let firesOnRuleEffects = reader.optional("on_rule_effects", .bool)?.boolValue ?? false
        guard reader.problems.isEmpty, let types, let actions else { return nil }
        return RuleDefinition(
            on: (types.arrayValue ?? []).compactMap { $0.stringValue.flatMap(EventType.init) },
            channels: channels.map { Set(($0.arrayValue ?? []).compactMap(\.stringValue)) }, condition: condition,
            actions: actions,
            limit: limit.map { Int($0) } ?? RuleDefinition.standardLimit, stops: stops,
            firesOnRuleEffects: firesOnRuleEffects)
    }

    private static func actions(_ reader: inout DefinitionReader) -> [RuleAction]? {
        guard let json = reader.raw("do"), !json.isNull else {
            reader.fail("do", "is required")
            return nil
        }
        guard let elements = json.arrayValue, (1...RuleDefinition.maximumActions).contains(elements.count) else {
            let hint = json.objectValue == nil ? "" : ": put the action into brackets, [{…}]"
            reader.fail("do", "must be an array of 1 to \(RuleDefinition.maximumActions) actions\(hint)")
            return nil
        }
        var problems: [DefinitionProblem] = [], references: [DefinitionReference] = []
        let actions = elements.enumerated().compactMap { position, json in
            RuleAction.read(
                json, at: "\(reader.path("do"))/\(position)", position: position, problems: &problems,
                references: &references)
        }
        reader.take(problems, references)
        return problems.isEmpty ? actions : nil
    }
}
