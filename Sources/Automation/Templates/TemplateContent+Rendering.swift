package import Models
package import Primitives
package import TrackerKit

/// The texts rendered from a template.
package struct RenderedTexts: Sendable, Hashable {
    /// The title in one line; empty if the caller has to supply it.
    package var title: String
    /// The body, in Markdown.
    package var body: String

    package init(title: String, body: String) {
        self.title = title
        self.body = body
    }
}

/// The texts rendered from a template with foreign variables, which must be neutralized.
package struct CarriedTexts: Sendable, Hashable {
    /// The title, which may still have several lines.
    package var title: CarriedText
    /// The body, in Markdown.
    package var body: CarriedText
}

extension TemplateContent {
    /// Renders the texts with variables that were written by somebody other than the operator.
    /// - Throws: All errors in them, with pointers such as `/variables/severity`.
    package func carry(
        _ variables: [String: JSON], within allowance: WorkAllowance? = nil
    ) throws(TemplateProblems) -> CarriedTexts {
        let context = try TemplateAnswers(variables, for: self.variables, within: allowance).context
        return CarriedTexts(
            title: try Self.carry(ticket.title, context: context, at: "/template/ticket/title", within: allowance),
            body: try Self.carry(ticket.body, context: context, at: "/template/ticket/body", within: allowance))
    }

    private static func carry(
        _ text: String, context: JSON, at pointer: String, within allowance: WorkAllowance?
    ) throws(TemplateProblems) -> CarriedText {
        do throws(TextTemplateError) {
            return try TextTemplate(text, limits: .carried, within: allowance).carry(context)
        } catch {
            throw TemplateProblems([TemplateProblem(pointer, error.description)])
        }
    }

    /// Renders the texts.
    /// - Parameter allowance: The total work allowed for all templates of a call; nil for a single template.
    /// - Throws: All errors in the variables, with pointers such as `/variables/severity`.
    package func render(
        _ variables: [String: JSON], within allowance: WorkAllowance? = nil
    ) throws(TemplateProblems) -> RenderedTexts {
        let context = try TemplateAnswers(variables, for: self.variables, within: allowance).context
        return RenderedTexts(
            title: Self.line(
                try Self.render(ticket.title, context: context, at: "/template/ticket/title", within: allowance)),
            body: try Self.render(ticket.body, context: context, at: "/template/ticket/body", within: allowance))
    }

    private static func render(
        _ text: String, context: JSON, at pointer: String, within allowance: WorkAllowance?
    ) throws(TemplateProblems) -> String {
        do throws(TextTemplateError) {
            return try TextTemplate(text, within: allowance).render(context)
        } catch {
            throw TemplateProblems([TemplateProblem(pointer, error.description)])
        }
    }

    /// Joins lines: a title has only one, whatever was filled in.
    private static func line(_ text: String) -> String {
        text.split(whereSeparator: \.isNewline).joined(separator: " ")
    }
}
