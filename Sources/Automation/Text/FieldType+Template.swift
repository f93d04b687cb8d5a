package import Primitives

/// Texts that are either a literal or a Mustache template. A literal is checked when it is saved; the text to which a
/// template renders, when it is known.
extension FieldType where Value == String {
    /// A text of that length in characters, which is valid if it is a template.
    package static func textOrTemplate(_ length: ClosedRange<Int> = 0...65_536) -> Self {
        text(length).checked { text in
            guard TemplateText.isTemplate(text) else { return nil }
            do throws(TextTemplateError) {
                _ = try TextTemplate(text)
                return nil
            } catch {
                return "is not a usable template: \(error.description)"
            }
        }
    }

    /// One of these words, or a template that renders to one.
    static func wordOrTemplate(_ words: [String]) -> Self { template(or: .word(words)) }

    /// A slug, or a template that renders to one.
    static var slugOrTemplate: Self { template(or: .slug) }

    /// A template, or a text that another type accepts.
    private static func template(or literal: Self) -> Self {
        let template = textOrTemplate(1...255)
        return Self { json, pointer, errors in
            let isTemplate = json.stringValue.map(TemplateText.isTemplate) ?? false
            return (isTemplate ? template : literal).read(json, pointer, &errors)
        }
    }
}

enum TemplateText {
    /// Whether a text contains any Mustache tag.
    static func isTemplate(_ text: String) -> Bool { text.contains("{{") }
}
