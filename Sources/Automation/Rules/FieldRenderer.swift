import Primitives
import TrackerKit

/// Renders the texts of an action.
struct FieldRenderer {
    let context: JSON
    /// The text rules of the tracker that the action calls.
    var rules = TextRules.standard
    /// The total work allowed for all texts of the rule.
    var allowance: WorkAllowance?

    /// Renders a text.
    /// - Throws: ``RenderingFailure/unusable(_:)`` if it can't be rendered.
    func text(_ template: String) throws(RenderingFailure) -> String {
        guard TemplateText.isTemplate(template) else { return template }
        do {
            return try TextTemplate(template, within: allowance).render(context)
        } catch {
            throw .unusable("a text can't be rendered: \(error)")
        }
    }

    /// Renders the members that are present. Values that render to an empty string are omitted.
    func object(_ members: JSON, _ fields: [ActionField], except names: Set<String> = []) throws(RenderingFailure)
        -> [String: JSON]
    {
        var rendered: [String: JSON] = [:]
        for field in fields where !names.contains(field.name) {
            guard let value = members[field.name], !value.isNull else { continue }
            rendered[field.name] = try render(value, field.shape)
        }
        return rendered
    }

    private func render(_ value: JSON, _ shape: FieldShape) throws(RenderingFailure) -> JSON? {
        switch shape {
        case .text(let length):
            let text = try text(value.stringValue ?? "")
            return text.isEmpty && length.lowerBound > 0 ? nil : .string(text)
        case .title:
            let title = rules.carried(title: try carried(value.stringValue ?? "").text)
            return title.isEmpty ? nil : .string(title)
        case .body:
            let (text, source) = try carried(value.stringValue ?? "")
            return .string(rules.carried(body: text, source: source))
        case .comment:
            let (text, source) = try carried(value.stringValue ?? "")
            let comment = rules.carried(comment: text, source: source)
            return comment.isEmpty ? nil : .string(comment)
        case .word, .slug:
            let text = try text(value.stringValue ?? "").trimmed
            return text.isEmpty ? nil : .string(text)
        case .list(let element, _):
            var elements: [JSON] = []
            for value in value.arrayValue ?? [] {
                guard let element = try render(value, element), !elements.contains(element) else { continue }
                elements.append(element)
            }
            return .array(elements)
        case .json: return try json(value)
        case .object(let fields): return .object(try object(value, fields))
        case .fixedSlug, .fixedWord, .fixedText, .anything, .bool, .integer, .duration, .moment, .ticket: return value
        }
    }

    private func json(_ value: JSON) throws(RenderingFailure) -> JSON {
        switch value {
        case .string(let template): return .string(try text(template))
        case .array(let elements):
            var rendered: [JSON] = []
            for element in elements { rendered.append(try json(element)) }
            return .array(rendered)
        case .object(let members):
            var rendered: [String: JSON] = [:]
            for (name, value) in members { rendered[name] = try json(value) }
            return .object(rendered)
        default: return value
        }
    }

    /// Renders a text, marking the parts that come from the event as foreign. Also returns the URL of the ticket or
    /// comment that the text was taken from, for a link to the full text.
    private func carried(_ template: String) throws(RenderingFailure) -> (text: CarriedText, source: String?) {
        guard TemplateText.isTemplate(template) else { return (.own(template), TextSource.of(context["ticket"])) }
        do {
            let parsed = try TextTemplate(template, limits: .carried, within: allowance)
            let isOfComment = parsed.variables.contains { $0 == "comment" || $0.hasPrefix("comment.") }
            let text = try parsed.carry(context).owning(addresses: TextSource.pages(of: context))
            return (text, (isOfComment ? TextSource.of(context["comment"]) : nil) ?? TextSource.of(context["ticket"]))
        } catch {
            throw .unusable("a text can't be rendered: \(error)")
        }
    }
}
