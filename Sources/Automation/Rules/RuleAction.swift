package import Primitives

/// One thing that a rule does, as it was written: texts are templates.
package struct RuleAction: Sendable, Hashable {
    /// What it does.
    package let kind: RuleActionKind
    /// Its members, `action` included.
    package let json: JSON

    /// Reads an action.
    /// - Parameters:
    ///   - pointer: Where it stands.
    ///   - position: Its place among the rule's actions: it may name the tickets of earlier ones only.
    /// - Returns: nil when it can't be used, with what is wrong among `problems`.
    static func read(
        _ json: JSON, at pointer: String, position: Int, _ problems: inout [DefinitionProblem],
        _ references: inout [DefinitionReference]
    ) -> RuleAction? {
        guard case .object(let members) = json else {
            problems.append(DefinitionProblem(pointer, "must be an object"))
            return nil
        }
        guard let kind = members["action"]?.stringValue.flatMap(RuleActionKind.init) else {
            let names = RuleActionKind.allCases.map(\.rawValue).joined(separator: ", ")
            problems.append(DefinitionProblem(pointer + "/action", "must be one of \(names)"))
            return nil
        }
        var reader = DefinitionReader(members, at: pointer)
        _ = reader.required("action", .text(1...64))
        for field in kind.fields {
            _ = field.isRequired ? reader.required(field.name, field.shape) : reader.optional(field.name, field.shape)
        }
        checkCondition(&reader, of: kind)
        reader.refuseOthers()
        let action = RuleAction(kind: kind, json: json)
        action.checkCombinations(&reader)
        action.checkOrder(&reader, position)
        problems += reader.problems
        references += reader.references
        return reader.problems.isEmpty ? action : nil
    }

    /// Reads an action that was checked before.
    package init?(stored json: JSON) {
        guard let kind = json["action"]?.stringValue.flatMap(RuleActionKind.init) else { return nil }
        self.init(kind: kind, json: json)
    }

    private init(kind: RuleActionKind, json: JSON) {
        self.kind = kind
        self.json = json
    }

    /// What it is about.
    var ticket: TicketChoice { TicketChoice(json["ticket"]) }

    /// Whether it has to know the ticket that the event's one is kept in step with.
    package var needsLinkedTicket: Bool { json.text.contains("linked") }

    /// How long it waits; nil unless it does.
    package var wait: Duration? { kind == .wait ? json["for"]?.stringValue.flatMap(RuleDuration.parse) : nil }

    /// The channel whose tracker it calls, as far as that is known before it is filled in.
    /// - Parameters:
    ///   - event: The event's channel.
    ///   - written: The channel of the ticket that an earlier action wrote.
    package func channel(ofEvent event: String?, ofAction written: (Int) -> String?) -> String? {
        let named = json["channel"]?.stringValue ?? json["ticket"]?["channel"]?.stringValue
        if let named { return TemplateText.isTemplate(named) ? event : named }
        guard case .action(let number) = ticket else { return event }
        return written(number) ?? event
    }

    /// What must hold when its turn comes; nil for nothing.
    package var condition: LogicExpression? {
        guard let json = json["if"], !json.isNull else { return nil }
        return try? LogicExpression(json)
    }

    /// A wait does nothing that could be left out, and tickets in step are kept so whatever happens.
    private static func checkCondition(_ reader: inout DefinitionReader, of kind: RuleActionKind) {
        if kind != .wait, kind != .keepInStep { _ = reader.condition("if") }
    }

    private func checkCombinations(_ reader: inout DefinitionReader) {
        switch kind {
        case .createTicket: Self.checkDraft(&reader)
        case .updateTicket:
            let changes = RuleActionKind.updateTicket.fields.map(\.name).filter { $0 != "ticket" }
            if !changes.contains(where: reader.has) { reader.fail("action", "names nothing to change") }
            if reader.has("labels"), reader.has("add_labels") || reader.has("remove_labels") {
                reader.fail("labels", "can't be given together with add_labels and remove_labels")
            }
        case .label: if !reader.has("add"), !reader.has("remove") { reader.fail("add", "or remove is required") }
        case .assign:
            let isSet = reader.has("set"), isChange = reader.has("add") || reader.has("remove")
            if isSet == isChange { reader.fail("set", "or add and remove, one of the two, is required") }
        case .link:
            if reader.has("to") == reader.has("url") { reader.fail("to", "or url, one of the two, is required") }
        case .keepInStep: PairTerms.check(&reader, json)
        default: break
        }
    }

    /// A ticket is made from a template or of fields; a template's ticket may have fields of its own beside.
    static func checkDraft(_ reader: inout DefinitionReader) {
        if !reader.has("template"), !reader.has("title") { reader.fail("title", "is required without a template") }
        if reader.has("variables"), !reader.has("template") { reader.fail("variables", "go with a template only") }
    }

    private func checkOrder(_ reader: inout DefinitionReader, _ position: Int) {
        for name in ["ticket", "to"] {
            if let word = json[name]?.stringValue, case .action(let number)? = TicketChoice(word: word),
                number >= position
            {
                reader.fail(name, "names an action that is not before this one")
            }
        }
    }
}
