internal import Mustache
package import Primitives
package import TrackerKit

/// A Mustache template (https://mustache.github.io/mustache.5.html) that renders a JSON document as text.
///
/// Nothing is escaped: the text goes to trackers as Markdown or as it is. Partials, inheritance, dynamic names, pragmas
/// and lambdas are refused, so that a template sees its document and nothing else. An absent name and `null` render as
/// nothing, an array of texts and numbers with commas, any other array and an object as JSON. A section is left out for
/// `null`, `false`, `0`, `""` and `[]`. See `docs/rules-logic.md`.
///
/// The syntax is checked here and reduced to a plain form, which swift-mustache renders: see
/// `docs/decisions/0020-mustache-in-a-plain-form.md`.
package struct TextTemplate: Sendable {
    /// How it was written.
    package let text: String
    /// What bounds it.
    package let limits: TextTemplateLimits
    /// The names in the template, as written, each once, in order: `ticket.title`. `.` is none of them.
    package let variables: [String]
    /// Those of them that stand outside of every section that goes into a value (`{{#…}}`), and so can only be names of
    /// the document itself.
    package let outerVariables: [String]
    private let template: MustacheTemplate
    private let texts: [String]
    /// How many tags look up no name: what an element of an array costs beside the names.
    private let placeTags: Int
    private let allowance: WorkAllowance?

    /// Parses a template.
    /// - Parameter allowance: What all texts of a rule may take together, the renderings of this one included.
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
        placeTags = plain.placeTags
        // The plain form has nothing that the library refuses.
        do { template = try MustacheTemplate(string: plain.source) } catch { throw TextTemplateError(.unclosedTag) }
    }

    /// Renders a document.
    package func render(_ context: JSON) throws(TextTemplateError) -> String {
        try render(context, budget(marksValues: false))
    }

    /// Renders a document, and tells the template's own text from the document's values.
    package func carry(_ context: JSON) throws(TextTemplateError) -> CarriedText {
        TextMarks.parts(of: try render(context, budget(marksValues: true)))
    }

    private func budget(marksValues: Bool) -> RenderBudget {
        RenderBudget(
            limits: limits, texts: texts, placeTags: placeTags, allowance: allowance, marksValues: marksValues)
    }

    private func render(_ context: JSON, _ budget: RenderBudget) throws(TextTemplateError) -> String {
        let rendered = template.render(RenderedValue.root(context, budget))
        if let reason = budget.exceeded { throw TextTemplateError(reason) }
        // Booleans and places in an array are the library's to write: a few bytes for each step.
        guard rendered.utf8.count <= limits.outputBytes else {
            throw TextTemplateError(.outputTooLong(limit: limits.outputBytes))
        }
        return rendered
    }

    /// A template that renders as the given text: what looks like a tag in it is protected.
    package static func literal(_ text: String) -> String {
        var literal = "".unicodeScalars, rest = text.unicodeScalars[...]
        while let brace = rest.firstIndex(of: "{") {
            literal += rest[..<brace]
            rest = rest[brace...].dropFirst()
            if rest.first == "{" {
                literal += "{{=<% %>=}}{{<%={{ }}=%>".unicodeScalars
                rest = rest.dropFirst()
            } else {
                // One at the end could meet the tag that is put behind it.
                literal += (rest.isEmpty ? "{{=<% %>=}}{<%={{ }}=%>" : "{").unicodeScalars
            }
        }
        return String(literal + rest)
    }
}
