package import Primitives

/// One action of a rule as it was written, with templates not yet rendered.
package struct RuleAction: Sendable, Hashable {
    package let kind: RuleActionKind
    /// All members, including `action`.
    package let json: JSON

    /// Parses and checks an action.
    /// - Parameters:
    ///   - pointer: The location of the action, as a JSON pointer.
    ///   - position: The index of the action in the rule. It may refer only to the tickets of earlier actions.
    /// - Returns: nil if the action is invalid; the errors are added to `problems`.
    static func read(
        _ json: JSON, at pointer: String, position: Int, problems: inout [DefinitionProblem],
        references: inout [DefinitionReference]
    ) -> RuleAction? {
        guard case .object(let members) = json else {
            problems.append(DefinitionProblem(pointer, "must be an object"))
            return nil
        }
        guard let kind = members["action"]?.stringValue.flatMap(RuleActionKind.init) else {
            let names = RuleActionKind.allCases.map(\.rawValue)
            let detail = UnknownWord.detail(members["action"] ?? .null, among: names)
            problems.append(DefinitionProblem(pointer + "/action", detail))
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

    /// Reads a stored action, which has been checked before; nil if its kind is unknown.
    package init?(stored json: JSON) {
        guard let kind = json["action"]?.stringValue.flatMap(RuleActionKind.init) else { return nil }
        self.init(kind: kind, json: json)
    }

    private init(kind: RuleActionKind, json: JSON) {
        self.kind = kind
        self.json = json
    }

    /// The ticket that the action works on.
    var ticket: TicketChoice { TicketChoice(json["ticket"]) }

    /// Whether the action may refer to the counterpart of the event's ticket.
    package var needsLinkedTicket: Bool {
        if case .linked = ticket { return true }
        return condition?.variables.contains(where: Self.namesLinkedTicket) ?? false
            || Self.computesName(json["if"] ?? .null)
            || json.objectValue?.contains { $0.key != "if" && Self.rendersLinkedTicket($0.value) } ?? false
    }

    /// Whether a template among the texts names the linked ticket.
    private static func rendersLinkedTicket(_ json: JSON) -> Bool {
        switch json {
        case .string(let text): TextTemplateScanner.variables(of: text).contains(where: namesLinkedTicket)
        case .array(let elements): elements.contains(where: rendersLinkedTicket)
        case .object(let members): members.values.contains(where: rendersLinkedTicket)
        default: false
        }
    }

    /// Whether a condition contains a variable whose name is known only when it is evaluated.
    private static func computesName(_ json: JSON) -> Bool {
        switch json {
        case .array(let elements): return elements.contains(where: computesName)
        case .object(let members):
            let name = members["var"].map { $0[0] ?? $0 }
            return name?.objectValue != nil || members.values.contains(where: computesName)
        default: return false
        }
    }

    private static func namesLinkedTicket(_ path: String) -> Bool {
        path.prefix { $0 != "." } == RuleContext.linkedName
    }

    /// The duration of a `wait`; nil for other actions.
    package var wait: Duration? { kind == .wait ? json["for"]?.stringValue.flatMap(RuleDuration.parse) : nil }

    /// The channel whose tracker the action calls, as far as it is known before rendering.
    /// - Parameters:
    ///   - event: The event's channel.
    ///   - written: The channel of the ticket that an earlier action wrote.
    package func channel(ofEvent event: String?, ofAction written: (Int) -> String?) -> String? {
        let named = json["channel"]?.stringValue ?? json["ticket"]?["channel"]?.stringValue
        if let named { return TemplateText.isTemplate(named) ? event : named }
        guard case .action(let number) = ticket else { return event }
        return written(number) ?? event
    }

    /// The condition that must hold when the action's turn comes; nil for none.
    package var condition: LogicExpression? {
        guard let json = json["if"], !json.isNull else { return nil }
        return try? LogicExpression(json)
    }

    /// `wait` and `keep_in_step` have no condition: skipping a wait would have no meaning, and a pair is kept in sync
    /// on every event.
    private static func checkCondition(_ reader: inout DefinitionReader, of kind: RuleActionKind) {
        if kind != .wait, kind != .keepInStep { _ = reader.condition("if") }
    }

    private func checkCombinations(_ reader: inout DefinitionReader) {
        switch kind {
        case .createTicket: Self.checkDraft(&reader)
        case .updateTicket:
            let changes = RuleActionKind.updateTicket.fields.map(\.name).filter { $0 != "ticket" }
            if !changes.contains(where: reader.has) { reader.fail("action", "must contain at least one change") }
            if reader.has("labels"), reader.has("add_labels") || reader.has("remove_labels") {
                reader.fail("labels", "can't be combined with add_labels and remove_labels")
            }
        case .label: if !reader.has("add"), !reader.has("remove") { reader.fail("add", "is required, or remove") }
        case .assign:
            let isSet = reader.has("set"), isChange = reader.has("add") || reader.has("remove")
            if isSet == isChange { reader.fail("set", "is required, or add and remove, but not both") }
        case .link:
            if reader.has("to") == reader.has("url") { reader.fail("to", "is required, or url, but not both") }
        case .keepInStep: PairTerms.check(&reader, json)
        case .comment, .setStatus, .setPriority, .close, .reopen, .subscribe, .webhook, .notify, .wait: break
        }
    }

    /// A new ticket requires a template or a title. With a template, other fields override those of the template.
    static func checkDraft(_ reader: inout DefinitionReader) {
        if !reader.has("template"), !reader.has("title") { reader.fail("title", "is required without a template") }
        if reader.has("variables"), !reader.has("template") { reader.fail("variables", "require a template") }
    }

    private func checkOrder(_ reader: inout DefinitionReader, _ position: Int) {
        for name in ["ticket", "to"] {
            if let word = json[name]?.stringValue, case .action(let number)? = TicketChoice(word: word),
                number >= position
            {
                reader.fail(name, "must refer to an earlier action")
            }
        }
    }
}
