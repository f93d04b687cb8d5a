import Primitives

/// Renders the texts of an action.
struct FieldRenderer {
    let context: JSON

    /// The longest title that is made; longer ones end in an ellipsis. As `openapi.yaml` bounds it.
    private static let maximumTitle = 512

    /// A text.
    func text(_ template: String) throws(RenderingFailure) -> String {
        guard TemplateText.isTemplate(template) else { return template }
        do {
            return try TextTemplate(template).render(context)
        } catch {
            throw .unusable("a text can't be rendered: \(error)")
        }
    }

    /// The members of a shape that are there; what becomes empty is left out.
    func object(_ members: JSON, _ fields: [ActionField], except names: Set<String> = []) throws(RenderingFailure) -> [String: JSON] {
        var rendered: [String: JSON] = [:]
        for field in fields where !names.contains(field.name) {
            guard let value = members[field.name], !value.isNull else { continue }
            rendered[field.name] = try render(value, field.shape, isTitle: field.name == "title")
        }
        return rendered
    }

    private func render(_ value: JSON, _ shape: FieldShape, isTitle: Bool = false) throws(RenderingFailure) -> JSON? {
        switch shape {
        case .text(let length):
            let text = try text(value.stringValue ?? "")
            if isTitle { return Self.title(text).map(JSON.string) }
            return text.isEmpty && length.lowerBound > 0 ? nil : .string(text)
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

    /// One line of the length that titles may have; nil for nothing visible.
    private static func title(_ text: String) -> String? {
        let line = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        guard line.unicodeScalars.count > maximumTitle else { return line.isEmpty ? nil : line }
        return String(String.UnicodeScalarView(line.unicodeScalars.prefix(maximumTitle - 1))) + "…"
    }
}
