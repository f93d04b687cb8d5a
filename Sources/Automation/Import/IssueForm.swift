import Models
import Primitives

/// A GitHub issue form
/// ([syntax for issue
/// forms](https://docs.github.com/en/communities/using-templates-to-encourage-useful-issues-and-pull-requests/syntax-for-issue-forms)).
///
/// The ticket's body contains, for each field, the label as a heading and the answer below it, like the bodies that
/// GitHub creates.
struct IssueForm {
    private(set) var template: ImportedTemplate
    private var sections: [String] = []
    private var names: Set<String> = []

    init(_ file: TemplateFile) throws(TemplateProblems) {
        let form = try YAMLText.read(file.content)
        guard let body = form["body"]?.arrayValue else {
            throw TemplateImporter.fault("has no body: it is not an issue form")
        }
        let matter = FrontMatter(form)
        template = matter.template(format: .githubForm, file: file, description: "description")
        for (index, element) in body.enumerated() { try add(element, "body[\(index)]") }
        guard !sections.isEmpty else { throw TemplateImporter.fault("has no field") }
        template.content.ticket.body = sections.joined(separator: "\n\n")
    }

    private mutating func add(_ element: JSON, _ location: String) throws(TemplateProblems) {
        let type = element["type"]?.stringValue ?? ""
        // Displayed in the form, but not part of the ticket.
        guard type != "markdown" else { return }
        guard let label = element["attributes"]?["label"]?.trimmedText else {
            throw TemplateImporter.fault("\(location) has no label")
        }
        guard let kind = Self.kind(of: type, element) else {
            throw TemplateImporter.fault("\(location) has the unknown type \(type)")
        }
        let name = Naming.variable(element["id"]?.trimmedText ?? label.lowercased(), not: names)
        names.insert(name)
        var variable = TemplateVariable(name: name, kind: kind, label: label)
        template.notes += variable.read(element).map { "\(label.prefix(100)): \($0)" }
        if kind == .choice || kind == .multiChoice {
            guard (1...TemplateLimits.options.upperBound).contains(variable.options.count) else {
                throw TemplateImporter.fault("\(location) has no options, or too many")
            }
        }
        if type == "upload" {
            template.notes.append("\(label) is for uploading files; here it accepts text, such as URLs")
        }
        template.content.variables.append(variable)
        sections.append(Self.section(of: variable, type: type, language: element["attributes"]?["render"]?.trimmedText))
    }

    private static func kind(of type: String, _ element: JSON) -> TemplateVariable.Kind? {
        switch type {
        case "input": .string
        case "textarea", "upload": .text
        case "dropdown": element["attributes"]?["multiple"]?.isYes == true ? .multiChoice : .choice
        case "checkboxes": .multiChoice
        default: nil
        }
    }

    /// The heading and the answer. An empty answer becomes a placeholder, a checklist includes unticked boxes, and a
    /// field with `render` becomes a fenced code block.
    private static func section(of variable: TemplateVariable, type: String, language: String?) -> String {
        let answer = "answers.\(variable.name)"
        let heading = "### \(TextTemplate.literal(variable.label ?? variable.name))\n\n"
        if type == "checkboxes" { return heading + "{{\(answer).checklist}}" }
        let code = language.map {
            "{{\(answer).fence}}\(TextTemplate.literal($0))\n{{\(answer).text}}\n{{\(answer).fence}}"
        }
        let given = code ?? "{{\(answer).text}}"
        return heading
            + "{{#\(answer).given}}\(given){{/\(answer).given}}{{^\(answer).given}}_No response_{{/\(answer).given}}"
    }
}

extension TemplateVariable {
    /// Reads the properties of a form field.
    /// - Returns: Human-readable notes on options and defaults that could not be imported.
    fileprivate mutating func read(_ element: JSON) -> [String] {
        let attributes = element["attributes"] ?? .null
        isRequired = element["validations"]?["required"]?.isYes ?? false
        let texts = [attributes["description"], attributes["placeholder"]].compactMap { $0?.trimmedText }
        help = texts.isEmpty ? nil : texts.joined(separator: "\n\n")
        var notes: [String] = []
        // GitHub's index of the default option counts all options in the file.
        var listed: [String?] = []
        var known: Set<String> = []
        for (index, option) in (attributes["options"]?.arrayValue ?? []).enumerated() {
            let text = (option["label"] ?? option).trimmedText
            if let text, let fault = Self.fault(of: text, among: known) {
                notes.append("option \(index + 1) is omitted: it \(fault)")
                // A duplicate option can still be the default.
                listed.append(known.contains(text) ? text : nil)
                continue
            }
            listed.append(text)
            if let text {
                known.insert(text)
                options.append(Option(text, isRequired: option["required"]?.isYes ?? false))
            } else {
                notes.append("option \(index + 1) is omitted: it has no text")
            }
        }
        let field = kind == .string || kind == .text ? "value" : "default"
        if let given = attributes[field], !given.isNull {
            standard = Self.standard(given, kind: kind, options: listed)
            if standard == nil { notes.append("the \(field) is omitted") }
        }
        return notes + Self.unknown(element)
    }

    /// The reason why an option can't be added; nil if it can.
    private static func fault(of text: String, among known: Set<String>) -> String? {
        if text.unicodeScalars.count > TemplateLimits.option.upperBound {
            return "is longer than \(TemplateLimits.option.upperBound) characters"
        }
        return known.contains(text) ? "is a duplicate" : nil
    }

    /// Notes on members of a field that GitHub does not define.
    private static func unknown(_ element: JSON) -> [String] {
        let objects: [(JSON?, Set<String>)] = [
            (element, ["type", "id", "attributes", "validations"]),
            (
                element["attributes"],
                ["label", "description", "placeholder", "value", "render", "multiple", "options", "default"]
            ),
            (element["validations"], ["required", "accept"]),
        ]
        return objects.flatMap { location, known in
            (location?.objectValue ?? [:]).filter { !known.contains($0.key) && !$0.value.isNull }.keys.sorted()
        }.prefix(20).map { "the field \($0.prefix(100)) is omitted" }
    }

    /// The default value: a text, or an option by its index.
    private static func standard(_ given: JSON, kind: Kind, options: [String?]) -> JSON? {
        guard let text = given.stringValue else { return nil }
        if kind == .string || kind == .text { return .string(prefilled(text, kind)) }
        guard let index = Int(text), options.indices.contains(index), let option = options[index] else { return nil }
        return kind == .choice ? .string(option) : [.string(option)]
    }

    private static func prefilled(_ text: String, _ kind: Kind) -> String {
        let lines = text.withoutOuterLines
        return kind == .string ? lines.split(whereSeparator: \.isNewline).joined(separator: " ") : lines
    }
}
