package import Models
package import Primitives
package import TrackerKit

/// The texts that come of a template.
package struct RenderedTexts: Sendable, Hashable {
    /// One line; empty where the template leaves it to the caller.
    package var title: String
    /// The text, in Markdown.
    package var body: String

    /// Names them.
    package init(title: String, body: String) {
        self.title = title
        self.body = body
    }
}

/// The texts that come of a template, where its variables are not the operator's.
package struct CarriedTexts: Sendable, Hashable {
    /// The title, not yet made one line.
    package var title: CarriedText
    /// The text, in Markdown.
    package var body: CarriedText
}

extension TemplateContent {
    /// Fills in variables that somebody other than the operator wrote.
    /// - Throws: Everything that is wrong with them, with pointers such as `/variables/severity`.
    package func carry(
        _ variables: [String: JSON], within allowance: WorkAllowance? = nil
    ) throws(TemplateProblems) -> CarriedTexts {
        let context = try TemplateAnswers(variables, for: self.variables).context
        return CarriedTexts(
            title: try Self.carry(ticket.title, context, "/template/ticket/title", within: allowance),
            body: try Self.carry(ticket.body, context, "/template/ticket/body", within: allowance))
    }

    private static func carry(
        _ text: String, _ context: JSON, _ pointer: String, within allowance: WorkAllowance?
    ) throws(TemplateProblems) -> CarriedText {
        do throws(TextTemplateError) {
            return try TextTemplate(text, limits: .carried, within: allowance).carry(context)
        } catch {
            throw TemplateProblems([TemplateProblem(pointer, error.description)])
        }
    }

    /// Fills variables in.
    /// - Throws: Everything that is wrong with them, with pointers such as `/variables/severity`.
    package func render(_ variables: [String: JSON]) throws(TemplateProblems) -> RenderedTexts {
        let context = try TemplateAnswers(variables, for: self.variables).context
        return RenderedTexts(
            title: Self.line(try Self.render(ticket.title, context, "/template/ticket/title")),
            body: try Self.render(ticket.body, context, "/template/ticket/body"))
    }

    private static func render(_ text: String, _ context: JSON, _ pointer: String) throws(TemplateProblems) -> String {
        do throws(TextTemplateError) {
            return try TextTemplate(text).render(context)
        } catch {
            throw TemplateProblems([TemplateProblem(pointer, error.description)])
        }
    }

    /// A title is one line, whatever was filled in.
    private static func line(_ text: String) -> String {
        text.split(whereSeparator: \.isNewline).joined(separator: " ")
    }
}
