import Models
import TrackerKit

/// A GitLab description template: a text to start from ([description
/// templates](https://docs.gitlab.com/user/project/description_templates/)). Its quick actions become fields of the
/// ticket.
struct GitLabTemplate {
    private(set) var template: ImportedTemplate
    /// Whether the file contains quick actions, or a `/confidential` that stays text: a file whose format is not known
    /// is then read as GitLab's, so that the note on it is not lost.
    private(set) var hasActions = false

    init(_ file: TemplateFile) {
        template = ImportedTemplate(
            format: .gitlabMarkdown, title: file.stem, description: nil, content: TemplateContent(),
            slug: Naming.slug(file.stem))
        let lines = file.content.split(separator: "\n", omittingEmptySubsequences: false)
        var kept: [Substring] = []
        for (line, state) in zip(lines, QuickActionScan(lines).states) {
            if let action = QuickAction(line), take(action, state) {
                hasActions = true
            } else {
                noteIfMisplaced(line)
                noteIfFollowed(line, state)
                kept.append(line)
            }
        }
        hasActions = hasActions || template.notes.contains { $0.hasPrefix("/confidential") }
        template.content.ticket.body = TextTemplate.literal(kept.joined(separator: "\n").withoutOuterLines)
    }

    /// Adds a note if a line contains an action that GitLab would not run. An action must begin its line; an indented
    /// or quoted one, or one in a list, is text.
    private mutating func noteIfMisplaced(_ line: Substring) {
        if let action = QuickAction(displacedIn: line) {
            template.notes.append("\(action.shown) does not begin its line and stays text")
        } else if QuickAction(line) == nil, let action = QuickAction(hiddenIn: line) {
            template.notes.append("\(action.shown) is written with invisible characters and stays text")
        }
    }

    /// Applies `/confidential` after an action that only inserts text, such as `/cc`, and whose line stays in the text.
    private mutating func noteIfFollowed(_ line: Substring, _ state: QuickActionScan.LineState) {
        guard let action = QuickAction(insertingText: line), action.isFollowedByConfidential else { return }
        if case .hidden(let construct) = state {
            template.notes.append("/confidential is in \(construct.rawValue) and stays text")
        } else {
            template.applyConfidential(after: action)
        }
    }

    /// Applies an action, and returns whether to remove its line from the text. An action that GitLab would treat as
    /// text stays text, with a note. `/confidential` is the exception and is applied in doubtful cases too, because
    /// publishing a ticket by mistake can't be undone.
    private mutating func take(_ action: QuickAction, _ state: QuickActionScan.LineState) -> Bool {
        switch state {
        case .active:
            template.apply(action)
            return true
        case .ambiguous(let construct) where action.name == "confidential":
            template.apply(action)
            template.notes.append(
                "/confidential in \(construct.rawValue) is applied, though GitLab may treat it as text")
            return true
        case .ambiguous(let construct), .hidden(let construct):
            template.notes.append("\(action.shown) is in \(construct.rawValue) and stays text")
            return false
        }
    }
}

extension ImportedTemplate {
    fileprivate mutating func apply(_ action: QuickAction) {
        switch action.name {
        case "label", "labels", "relabel": addNames(action.references("~"), to: \.labels, action)
        case "assign", "reassign": addNames(action.references("@").filter { $0 != "me" }, to: \.assignees, action)
        case "milestone": content.ticket.milestone = action.references("%").first ?? content.ticket.milestone
        case "due" where action.days != nil || action.date != nil:
            (content.ticket.dueInDays, content.ticket.dueAt) = (action.days, action.date)
        case "confidential": content.ticket.confidential = true
        case "type": content.ticket.kind = action.kind ?? content.ticket.kind
        case "severity": content.ticket.severity = action.severity ?? content.ticket.severity
        default: break
        }
        if isApplied(action) { noteParts(of: action) } else { notes.append("\(action.shown) is omitted") }
        // Applied in this doubtful case too, because publishing a ticket by mistake can't be undone.
        if action.isFollowedByConfidential { applyConfidential(after: action) }
    }

    fileprivate mutating func applyConfidential(after action: QuickAction) {
        content.ticket.confidential = true
        notes.append("/confidential after /\(action.name) is applied, though GitLab does not run it there")
    }

    /// Adds a note for each part of an action that is ignored while other parts are applied.
    private mutating func noteParts(of action: QuickAction) {
        let parts =
            switch action.name {
            case "label", "labels", "relabel": action.placeholders("~")
            case "assign", "reassign": action.placeholders("@") + action.references("@").filter { $0 == "me" }.prefix(1)
            case "milestone": action.placeholders("%") + action.references("%").dropFirst()
            case "confidential" where !action.argument.isEmpty: [action.argument]
            default: [String]()
            }
        notes += parts.filter { $0.lowercased() != "/confidential" }.map {
            "/\(action.name): \($0.prefix(50)) is omitted"
        }
    }

    private mutating func addNames(
        _ names: [String], to list: WritableKeyPath<TicketPattern, [String]>, _ action: QuickAction
    ) {
        let long = action.longNames
        notes += long.map {
            "/\(action.name): \($0.prefix(50))… is omitted: it is longer than \(NameList.longest) characters"
        }
        for name in names where !content.ticket[keyPath: list].contains(name) {
            guard content.ticket[keyPath: list].count < NameList.most else {
                notes.append("/\(action.name): names after the first \(NameList.most) are omitted")
                return
            }
            content.ticket[keyPath: list].append(name)
        }
    }

    private func isApplied(_ action: QuickAction) -> Bool {
        switch action.name {
        case "label", "labels", "relabel": !action.references("~").isEmpty
        case "assign", "reassign": action.references("@").contains { $0 != "me" }
        case "milestone": !action.references("%").isEmpty
        case "due": action.days != nil || action.date != nil
        case "type": action.kind != nil
        case "severity": action.severity != nil
        default: action.name == "confidential"
        }
    }
}
