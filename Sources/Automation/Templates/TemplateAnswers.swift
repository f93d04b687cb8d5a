import Models
import Primitives

/// The values of a template's variables: for each, the caller's value, its default, or nothing.
struct TemplateAnswers {
    private var values: [(variable: TemplateVariable, value: JSON)] = []

    /// Checks a caller's values.
    /// - Parameter allowance: The total work allowed for all templates of a call; nil for a single template.
    /// - Throws: All errors in them, including unknown variables.
    init(
        _ given: [String: JSON], for variables: [TemplateVariable], within allowance: WorkAllowance? = nil
    ) throws(TemplateProblems) {
        // Each variable and option becomes a member or a line of the context.
        let size = variables.reduce(0) { $0 + 1 + $1.options.count }
        guard allowance?.takeRendering(size) != false else { throw Self.refusal }
        var problems: [TemplateProblem] = []
        let matching = allowance?.matching ?? MatchBudget()
        var budget = matching
        for variable in variables {
            let pointer = "/variables/" + variable.name
            let json = given[variable.name].flatMap { $0.isNull ? .none : .some($0) } ?? variable.standard ?? .null
            do throws(TemplateVariable.Refusal) {
                // An optional variable that is left empty need not match its pattern and length.
                let value =
                    variable.isEmpty(json) ? try variable.nothing() : try variable.value(of: json, within: &budget)
                values.append((variable, value))
            } catch {
                problems.append(TemplateProblem(pointer, error.detail))
            }
        }
        guard allowance?.takeMatching(of: matching, left: budget) != false else { throw Self.refusal }
        let known = Set(variables.map(\.name))
        for name in given.keys.sorted() where !known.contains(name) {
            let pointer = JSONPointer.appending(name, to: "/variables")
            problems.append(TemplateProblem(pointer, Self.unknown(name, among: variables.map(\.name))))
        }
        guard problems.isEmpty else { throw TemplateProblems(problems) }
    }

    private static func unknown(_ name: String, among variables: [String]) -> String {
        let detail = "is not a variable of this template"
        if let meant = NearestName.of(name, among: variables) { return "\(detail). Did you mean '\(meant)'?" }
        guard !variables.isEmpty else { return "\(detail), which has none" }
        return "\(detail), which has \(variables.prefix(shownVariables).joined(separator: ", "))"
            + (variables.count > shownVariables ? ", …" : "")
    }

    /// The maximum number of variables that a message lists; some forms have dozens.
    private static let shownVariables = 10

    private static let refusal = TemplateProblems([TemplateProblem("/variables", WorkAllowance.refusal)])

    /// The data for Mustache: each variable by its name and, under `answers`, its form for display.
    var context: JSON {
        var context: [String: JSON] = [:]
        var answers: [String: JSON] = [:]
        for (variable, value) in values {
            context[variable.name] = value
            answers[variable.name] = variable.answer(value)
        }
        context["answers"] = .object(answers)
        return .object(context)
    }
}

extension TemplateVariable {
    /// The value of a variable that was omitted.
    /// - Throws: ``Refusal`` if it is required.
    func nothing() throws(Refusal) -> JSON {
        if let needed = options.first(where: \.isRequired), kind == .multiChoice {
            throw Refusal("must contain \(needed.value)")
        }
        if isRequired { throw Refusal("is required") }
        return kind == .multiChoice ? [] : .null
    }

    /// The form of an answer for display: label, text, checklist and a code fence that fits the text.
    fileprivate func answer(_ value: JSON) -> JSON {
        let chosen = Set((value.arrayValue ?? []).compactMap(\.stringValue))
        let text = Self.text(value)
        let boxes = options.map { option in "- [\(chosen.contains(option.value) ? "x" : " ")] \(option.value)" }
        return [
            "label": JSON(label ?? name), "given": .bool(!isEmpty(value)), "text": .string(text),
            "checklist": .string(boxes.joined(separator: "\n")), "fence": .string(Self.fence(around: text)),
        ]
    }

    private static func text(_ value: JSON) -> String {
        switch value {
        case .null: ""
        case .string(let text): text
        case .array(let elements): elements.map(text).joined(separator: ", ")
        default: value.text
        }
    }

    /// A code fence longer than any run of backticks in the text, so that the text can't close its own block
    /// (CommonMark, section 4.5).
    private static func fence(around text: String) -> String {
        var longest = 0, run = 0
        for byte in text.utf8 {
            run = byte == UInt8(ascii: "`") ? run + 1 : 0
            longest = max(longest, run)
        }
        return String(repeating: "`", count: max(3, longest + 1))
    }
}
