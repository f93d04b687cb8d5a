internal import Mustache
package import Primitives
package import TrackerKit

/// A Mustache template (https://mustache.github.io/mustache.5.html) that renders a JSON document as text.
///
/// Nothing is escaped, because trackers receive the text as Markdown or plain text. Partials, inheritance, dynamic
/// names, pragmas and lambdas are rejected, so that a template can access only its document. A missing name and `null`
/// render as an empty text, an array of scalars as a list with commas, any other array and an object as JSON. A section
/// is skipped for `null`, `false`, `0`, `""` and `[]`. See `docs/rules-logic.md`.
///
/// The template is parsed here and reduced to a plain form, which swift-mustache renders; see
/// `docs/decisions/0020-mustache-in-a-plain-form.md`.
package struct TextTemplate: Sendable {
    /// The template as it was written.
    package let text: String
    package let limits: TextTemplateLimits
    /// The names in the template as written (`ticket.title`), without duplicates and without `.`, in order of
    /// appearance.
    package let variables: [String]
    /// The names outside of all sections that change the context (`{{#…}}`), which can only refer to the document
    /// itself.
    package let outerVariables: [String]
    private let template: MustacheTemplate
    private let texts: [String]
    /// The number of tags that look up no name. Each element of an array is charged for them.
    private let positionTags: Int
    private let allowance: WorkAllowance?

    /// Parses a template.
    /// - Parameter allowance: The total work allowed for all texts of a rule, including rendering this one.
    /// - Throws: ``TextTemplateError`` if it is malformed, uses an unsupported feature or exceeds the limits.
    package init(
        _ text: String, limits: TextTemplateLimits = .standard, within allowance: WorkAllowance? = nil
    ) throws(TextTemplateError) {
        var scanner = TextTemplateScanner(text, limits: limits)
        try scanner.scan()
        guard allowance?.takeParsing(tags: scanner.tags) != false else { throw TextTemplateError(.allowanceExhausted) }
        let plain = scanner.plain
        self.allowance = allowance
        self.text = text
        self.limits = limits
        variables = plain.variables
        outerVariables = plain.outerVariables
        texts = plain.texts
        positionTags = plain.positionTags
        // The plain form contains nothing that the library rejects.
        do { template = try MustacheTemplate(string: plain.source) } catch { throw TextTemplateError(.unclosedTag) }
    }

    /// Renders a document.
    /// - Throws: ``TextTemplateError`` if the output is too long or takes too many steps.
    package func render(_ context: JSON) throws(TextTemplateError) -> String {
        try render(context, budget(marksValues: false))
    }

    /// Renders a document, distinguishing the template's own text from the document's values, which are foreign.
    package func carry(_ context: JSON) throws(TextTemplateError) -> CarriedText {
        TextMarks.parts(of: try render(context, budget(marksValues: true)))
    }

    private func budget(marksValues: Bool) -> RenderBudget {
        RenderBudget(
            limits: limits, texts: texts, positionTags: positionTags, allowance: allowance, marksValues: marksValues)
    }

    private func render(_ context: JSON, _ budget: RenderBudget) throws(TextTemplateError) -> String {
        let rendered = template.render(RenderedValue.root(context, budget))
        if let reason = budget.exceeded { throw TextTemplateError(reason) }
        // The library renders booleans and array indices itself, so they are not counted; each step adds only a few
        // bytes.
        guard rendered.utf8.count <= limits.outputBytes else {
            throw TextTemplateError(.outputTooLong(limit: limits.outputBytes))
        }
        return rendered
    }

    /// Escapes a text to a template that renders as the text: anything that looks like a tag is protected.
    package static func literal(_ text: String) -> String {
        var literal = "".unicodeScalars, rest = text.unicodeScalars[...]
        while let brace = rest.firstIndex(of: "{") {
            literal += rest[..<brace]
            rest = rest[brace...].dropFirst()
            if rest.first == "{" {
                literal += "{{=<% %>=}}{{<%={{ }}=%>".unicodeScalars
                rest = rest.dropFirst()
            } else {
                // A brace at the end could form a tag together with text that is appended later.
                literal += (rest.isEmpty ? "{{=<% %>=}}{<%={{ }}=%>" : "{").unicodeScalars
            }
        }
        return String(literal + rest)
    }
}
