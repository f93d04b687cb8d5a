package import Models
package import Primitives

/// A template that an action names, with the values of its variables. Values without Mustache can be checked before the
/// rule runs.
package struct LiteralTemplate: Sendable, Hashable {
    /// The template's slug.
    package let slug: String
    /// The values; texts are Mustache.
    package let variables: [String: JSON]
    /// The location of the variables in the rule, as a JSON pointer (RFC 6901).
    package let pointer: String

    /// All errors, with pointers into the rule.
    /// - Parameter allowance: The total work allowed for all templates of a rule. If it is exhausted, the result is
    ///   incomplete.
    package func problems(with content: TemplateContent, within allowance: WorkAllowance) -> [DefinitionProblem] {
        content.problems(withLiteral: variables, within: allowance).map {
            DefinitionProblem(pointer + $0.pointer, $0.detail)
        }
    }
}

extension RuleAction {
    /// The template that the action fills in; nil where it names none, or one that is known only when the rule runs.
    /// - Parameter pointer: The location of the action in the rule.
    package func literalTemplate(at pointer: String) -> LiteralTemplate? {
        let (draft, location) = kind == .keepInStep ? (json["create"] ?? [:], pointer + "/create") : (json, pointer)
        guard kind == .createTicket || kind == .keepInStep, let slug = draft["template"]?.stringValue,
            !TemplateText.isTemplate(slug)
        else { return nil }
        // Values that are no object are refused by the API's own reader.
        guard let variables = (draft["variables"] ?? [:]).objectValue else { return nil }
        return LiteralTemplate(slug: slug, variables: variables, pointer: location)
    }
}

extension TemplateContent {
    /// The errors in values that are written in a rule, with pointers such as `/variables/severity`: names that the
    /// template does not have, invalid values, and missing required ones. Values with Mustache are known only when the
    /// rule runs.
    fileprivate func problems(withLiteral given: [String: JSON], within allowance: WorkAllowance) -> [TemplateProblem] {
        var literal = given
        var known = variables
        for (name, value) in given where value.containsTemplate {
            literal[name] = nil
            // An unknown name is wrong whatever its value is.
            if known.contains(where: { $0.name == name }) {
                known.removeAll { $0.name == name }
            } else {
                literal[name] = ""
            }
        }
        do throws(TemplateProblems) {
            _ = try TemplateAnswers(literal, for: known, within: allowance)
            return []
        } catch {
            return error.all
        }
    }
}

extension JSON {
    fileprivate var containsTemplate: Bool {
        switch self {
        case .string(let text): TemplateText.isTemplate(text)
        case .array(let elements): elements.contains(where: \.containsTemplate)
        case .object(let members): members.values.contains(where: \.containsTemplate)
        default: false
        }
    }
}
