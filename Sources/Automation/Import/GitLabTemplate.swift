import Models
import TrackerKit

/// A GitLab description template ([description templates](https://docs.gitlab.com/user/project/description_templates/)): the text that people
/// begin with. Its quick actions become the ticket's values.
struct GitLabTemplate {
    private(set) var template: ImportedTemplate
    /// Whether it has quick actions.
    private(set) var hasActions = false

    init(_ file: TemplateFile) {
        template = ImportedTemplate(
            format: .gitlabMarkdown, title: String(file.stem.prefix(255)), description: nil, content: TemplateContent(),
            slug: Naming.slug(file.stem))
        var kept: [Substring] = []
        var region = MarkdownRegion()
        for line in file.content.split(separator: "\n", omittingEmptySubsequences: false) {
            if !region.takes(line), let action = QuickAction(line) {
                hasActions = true
                template.apply(action)
            } else {
                kept.append(line)
            }
        }
        template.content.ticket.body = TextTemplate.literal(kept.joined(separator: "\n").withoutOuterLines)
    }
}

/// Where GitLab looks for no quick actions: in blocks of code, quotes, HTML, and comments.
private struct MarkdownRegion {
    private var end: String?

    /// Whether the line belongs to such a block. A block begins and ends with lines of its own.
    mutating func takes(_ line: Substring) -> Bool {
        let text = String(line).trimmed
        if let end {
            if end == "-->" ? text.contains(end) : text.hasPrefix(end) { self.end = nil }
            return true
        }
        if let open = text.ranges(of: "<!--").last, !text[open.upperBound...].contains("-->") {
            end = "-->"
        } else if text.hasPrefix("```") {
            end = "```"
        } else if text == ">>>" {
            end = ">>>"
        } else if line.hasPrefix("<"), !text.hasPrefix("<!"), !text.hasPrefix("</"), text.hasSuffix(">"), !text.contains("</") {
            end = "</" + text.dropFirst().prefix { $0.isLetter || $0.isNumber }
        }
        return end != nil
    }
}

extension ImportedTemplate {
    fileprivate mutating func apply(_ action: QuickAction) {
        switch action.name {
        case "label", "labels", "relabel": addNames(action.references("~"), to: \.labels, action)
        case "assign", "reassign": addNames(action.references("@").filter { $0 != "me" }, to: \.assignees, action)
        case "milestone": content.ticket.milestone = action.references("%").first
        case "due": (content.ticket.dueInDays, content.ticket.dueAt) = (action.days, action.date)
        case "confidential": content.ticket.confidential = true
        case "type": content.ticket.kind = ["issue": .issue, "task": .task, "incident": .incident][action.argument.lowercased()]
        case "severity": content.ticket.severity = action.severity
        default: break
        }
        if !isApplied(action) { notes.append("/\(action.name) \(action.argument.prefix(100)) is left out".replacing("  ", with: " ")) }
    }

    private mutating func addNames(_ names: [String], to list: WritableKeyPath<TicketPattern, [String]>, _ action: QuickAction) {
        for name in names where !content.ticket[keyPath: list].contains(name) && content.ticket[keyPath: list].count < 100 {
            content.ticket[keyPath: list].append(name)
        }
    }

    private func isApplied(_ action: QuickAction) -> Bool {
        switch action.name {
        case "label", "labels", "relabel": !action.references("~").isEmpty
        case "assign", "reassign": action.references("@").contains { $0 != "me" }
        case "milestone": content.ticket.milestone != nil
        case "due": action.days != nil || action.date != nil
        case "type": content.ticket.kind != nil
        case "severity": content.ticket.severity != nil
        default: action.name == "confidential"
        }
    }
}
