package import Models
import Primitives
import TrackerKit

extension TemplateContent {
    /// All errors in a template that are independent of the values filled in.
    package var problems: [TemplateProblem] { problems(within: nil) }

    /// All errors in a template that are independent of the values filled in.
    /// - Parameter allowance: The total work allowed for all templates of a call. If it is exhausted, the result
    ///   contains errors that the template does not have.
    func problems(within allowance: WorkAllowance?) -> [TemplateProblem] {
        var problems = textProblems(within: allowance) { template, pointer in
            // Inside a section, a name may refer to a member of the section's value.
            template.outerVariables.filter { !knows($0) }.map {
                TemplateProblem(pointer, "refers to \($0), which is not a variable" + hint(for: $0))
            }
        }
        if ticket.dueAt != nil, ticket.dueInDays != nil {
            problems.append(TemplateProblem("/ticket/due_at", "can't be combined with due_in_days"))
        }
        var names: Set<String> = []
        let matching = allowance?.matching ?? MatchBudget()
        var budget = matching
        for (index, variable) in variables.enumerated() {
            let pointer = "/variables/\(index)"
            if !names.insert(variable.name).inserted {
                problems.append(TemplateProblem(pointer + "/name", "is duplicated"))
            }
            problems += variable.problems(within: &budget).map { TemplateProblem(pointer + $0.pointer, $0.detail) }
        }
        _ = allowance?.takeMatching(of: matching, left: budget)
        return problems
    }
}

extension TemplateContent {
    /// The errors in the Mustache syntax of the ticket's texts, or, if it is valid, those that `check` finds.
    private func textProblems(
        within allowance: WorkAllowance?, _ check: (TextTemplate, String) -> [TemplateProblem]
    ) -> [TemplateProblem] {
        [(ticket.title, "/ticket/title"), (ticket.body, "/ticket/body")].flatMap { text, pointer in
            do throws(TextTemplateError) {
                return check(try TextTemplate(text, within: allowance), pointer)
            } catch {
                return [TemplateProblem(pointer, "is not valid Mustache: \(error.description)")]
            }
        }
    }

    /// The variable that was most likely meant.
    private func hint(for name: String) -> String {
        let variable = name.hasPrefix("answers.") ? String(name.dropFirst("answers.".count)) : name
        return NearestName.of(variable, among: variables.map(\.name)).map { ". Did you mean \($0)?" } ?? ""
    }

    private func knows(_ name: String) -> Bool {
        let parts = name.split(separator: ".", maxSplits: 2).map(String.init)
        let variable = parts.first == "answers" ? parts.dropFirst().first : parts.first
        return variables.contains { $0.name == variable }
    }
}

extension TemplateVariable {
    /// Whether a text is a valid variable name for Mustache and callers.
    package static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, TemplateLimits.name.contains(text.utf8.count) else { return false }
        return first != UInt8(ascii: "-") && !(0x30...0x39).contains(first)
            && text.utf8.allSatisfy { $0.isWordCharacter || $0 == UInt8(ascii: "-") }
            && !TemplateLimits.reservedNames.contains(text)
    }

    fileprivate func problems(within budget: inout MatchBudget) -> [TemplateProblem] {
        var problems: [TemplateProblem] = []
        func fail(_ field: String, _ detail: String) { problems.append(TemplateProblem("/" + field, detail)) }
        if !Self.isName(name) {
            fail(
                "name",
                "must be letters, digits, underscores and hyphens, beginning with a letter or underscore, and not answers"
            )
        }
        let isText = kind == .string || kind == .text, isChoice = kind == .choice || kind == .multiChoice
        if pattern != nil, !isText { fail("pattern", "applies only to text") }
        if let pattern {
            do throws(LinearPattern.Fault) { _ = try LinearPattern(pattern) } catch { fail("pattern", error.detail) }
        }
        if minimum != nil, kind != .number { fail("min", "applies only to numbers") }
        if maximum != nil, kind != .number { fail("max", "applies only to numbers") }
        if let minimum, let maximum, minimum > maximum { fail("max", "must not be less than min") }
        if minimumLength != nil, !isText { fail("min_length", "applies only to text") }
        if maximumLength != nil, !isText { fail("max_length", "applies only to text") }
        if let minimumLength, let maximumLength, minimumLength > maximumLength {
            fail("max_length", "must not be less than min_length")
        }
        if isChoice, options.isEmpty { fail("options", "must contain at least one option") }
        if !isChoice, !options.isEmpty { fail("options", "apply only to choices") }
        if Set(options.map(\.value)).count < options.count { fail("options", "must not contain duplicate options") }
        if kind == .choice, options.contains(where: \.isRequired) {
            fail("options", "can be required only in a multi_choice")
        }
        if problems.isEmpty, let standard {
            do throws(Refusal) { _ = try value(of: standard, within: &budget) } catch { fail("default", error.detail) }
        }
        return problems
    }
}

extension UInt8 {
    var isWordCharacter: Bool {
        switch self {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"): true
        default: false
        }
    }
}
