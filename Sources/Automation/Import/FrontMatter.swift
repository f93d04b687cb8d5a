import Models
import Primitives
import TrackerKit

/// The metadata of GitHub's issue forms and Markdown templates: name, description, title, labels, assignees and type.
struct FrontMatter {
    private let fields: JSON

    /// The fields that GitHub defines for forms and Markdown templates.
    private static let names: Set<String> = [
        "name", "about", "description", "title", "labels", "assignees", "type", "projects", "body",
    ]

    init(_ fields: JSON) { self.fields = fields }

    /// Whether a YAML document is front matter: a mapping with at least one of GitHub's fields. Text between two
    /// thematic breaks may be valid YAML by accident.
    static func isFrontMatter(_ fields: JSON) -> Bool {
        fields.objectValue?.keys.contains(where: names.contains) ?? false
    }

    /// A template with this metadata.
    /// - Parameter description: The field that contains the description. Its name differs between forms and Markdown
    ///   templates.
    func template(format: TemplateFormat, file: TemplateFile, description: String) -> ImportedTemplate {
        let labels = NameList(fields["labels"], of: "labels"),
            assignees = NameList(fields["assignees"], of: "assignees")
        var ticket = TicketPattern()
        ticket.title = TextTemplate.literal(
            fields["title"]?.trimmedText == nil ? "" : fields["title"]?.stringValue ?? "")
        ticket.labels = labels.names
        ticket.assignees = assignees.names.map { $0.hasPrefix("@") ? String($0.dropFirst()) : $0 }
        var template = ImportedTemplate(
            format: format, title: fields["name"]?.trimmedText ?? file.title,
            description: fields[description]?.trimmedText,
            content: TemplateContent(ticket: ticket), notes: labels.notes + assignees.notes,
            slug: Naming.slug(file.stem))
        if let type = fields["type"]?.trimmedText {
            template.content.ticket.kind = Self.kind(type)
            if template.content.ticket.kind == nil { template.notes.append("the type \(type) is omitted") }
        }
        let projects = NameList(fields["projects"], of: "projects")
        if !projects.names.isEmpty || !projects.notes.isEmpty { template.notes.append("projects are omitted") }
        let unknown = (fields.objectValue ?? [:]).filter { !Self.names.contains($0.key) && !$0.value.isNull }.keys
            .sorted()
        template.notes += unknown.prefix(20).map { "the field \($0.prefix(100)) is omitted" }
        return template
    }

    /// Maps GitHub's default issue types to the gateway's; nil for an organisation's own types.
    private static func kind(_ type: String) -> TicketKind? {
        switch type.lowercased() {
        case "bug": .bug
        case "task": .task
        default: nil
        }
    }
}

extension TemplateFile {
    /// A display name from the file name: `bug_report.md` becomes `Bug report`.
    var title: String {
        let words = stem.split { "-_ ".contains($0) }.joined(separator: " ").lowercased()
        return words.isEmpty ? "Template" : words.prefix(1).uppercased() + words.dropFirst()
    }
}

/// A GitHub issue template in Markdown: a text to start from
/// ([about issue
/// templates](https://docs.github.com/en/communities/using-templates-to-encourage-useful-issues-and-pull-requests/about-issue-and-pull-request-templates)).
struct MarkdownTemplate {
    let template: ImportedTemplate

    init(_ file: TemplateFile) throws(TemplateProblems) {
        let (matter, text) = try Self.parts(of: file.content)
        var template = FrontMatter(matter).template(format: .githubMarkdown, file: file, description: "about")
        template.content.ticket.body = TextTemplate.literal(text.withoutOuterLines)
        self.template = template
    }

    /// Splits a text into its front matter, between two lines of hyphens at the beginning, and the rest. If that is not
    /// front matter, the lines are thematic breaks, and everything is text.
    private static func parts(of text: String) throws(TemplateProblems) -> (JSON, String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.first.map(isRule) == true, let end = lines.dropFirst().firstIndex(where: isRule) else {
            return (.null, text)
        }
        let matter = try YAMLText.read(lines[1..<end].joined(separator: "\n"))
        guard FrontMatter.isFrontMatter(matter) else { return (.null, text) }
        return (matter, lines[(end + 1)...].joined(separator: "\n"))
    }

    /// Whether a text begins with front matter, valid or not.
    static func hasFrontMatter(_ text: String) -> Bool {
        do throws(TemplateProblems) { return try !parts(of: text).0.isNull } catch { return true }
    }

    private static func isRule(_ line: Substring) -> Bool { String(line).trimmed == "---" }
}

extension TemplateChooser {
    /// Reads GitHub's `config.yml`.
    init(_ file: TemplateFile) throws(TemplateProblems) {
        let json = try YAMLText.read(file.content)
        allowsBlankIssues = json["blank_issues_enabled"].map(\.isYes) ?? true
        contactLinks = []
        if let links = json["contact_links"], !links.isNull, links.arrayValue == nil {
            notes.append("contact_links are omitted: they are not a list")
        }
        for (index, link) in (json["contact_links"]?.arrayValue ?? []).enumerated() {
            guard contactLinks.count < Self.mostLinks else {
                notes.append("contact links after the first \(Self.mostLinks) are omitted")
                break
            }
            if let name = link["name"]?.trimmedText, let url = link["url"]?.trimmedText {
                contactLinks.append(ContactLink(name: name, url: url, about: link["about"]?.trimmedText ?? ""))
            } else {
                notes.append("contact link \(index + 1) is omitted: it has no name or no url")
            }
        }
        let known: Set<String> = ["blank_issues_enabled", "contact_links"]
        let unknown = (json.objectValue ?? [:]).filter { !known.contains($0.key) && !$0.value.isNull }.keys.sorted()
        notes += unknown.prefix(20).map { "the field \($0.prefix(100)) is omitted" }
    }

    /// The maximum number of links; GitHub shows them on a single page.
    private static let mostLinks = 100
}
