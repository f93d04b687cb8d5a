import Primitives
import TrackerKit

/// A line of a GitLab text that does something ([quick actions](https://docs.gitlab.com/user/project/quick_actions/)).
struct QuickAction {
    /// Its name, in lower case.
    let name: String
    /// What follows it.
    let argument: String

    /// Those that change a ticket. What is only said or drawn (`/cc`, `/shrug`, `/tableflip`) stays in the text.
    private static let names: Set<String> = [
        "add_contacts", "add_child", "add_email", "assign", "award", "blocked_by", "blocks", "board_move", "child_of",
        "clear_health_status",
        "clear_weight", "clone", "close", "confidential", "convert_to_ticket", "copy_metadata", "create_merge_request", "done", "due",
        "duplicate", "epic", "estimate", "health_status", "iteration", "label", "labels", "link", "lock", "milestone", "move", "page",
        "parent", "promote", "promote_to", "promote_to_incident", "publish", "react", "reassign", "relabel", "relate", "remove_child",
        "remove_contacts", "remove_due_date", "remove_email", "remove_epic", "remove_estimate", "remove_iteration", "remove_label",
        "remove_milestone", "remove_parent", "remove_time_spent", "remove_zoom", "reopen", "set_parent", "severity", "spend", "spend_time",
        "spent", "status", "subscribe", "time_estimate", "timeline", "title", "todo", "type", "unassign", "unlabel", "unlink", "unlock",
        "unsubscribe", "weight", "zoom",
    ]

    /// Reads a line; nil when it is no action.
    init?(_ line: Substring) {
        guard line.first == "/" else { return nil }
        let word = line.dropFirst().prefix { $0.isLetter || $0 == "_" }
        let rest = line.dropFirst(word.count + 1)
        guard Self.names.contains(word.lowercased()), rest.isEmpty || rest.first?.isWhitespace == true else { return nil }
        name = word.lowercased()
        argument = String(rest).trimmed
    }

    /// The names of labels (`~bug ~"in progress"`), users or a milestone, with the sign or without it. What only stands for a name, as in
    /// `~<group>`, names nothing.
    func references(_ sign: Character) -> [String] {
        var names: [String] = []
        var rest = argument[...]
        while true {
            rest = rest.drop { $0.isWhitespace || $0 == sign || $0 == "," }
            guard let first = rest.first else {
                return names.filter { $0.unicodeScalars.count <= 255 && !$0.contains("<") && !$0.contains(">") }
            }
            if first == "\"" {
                let name = rest.dropFirst().prefix { $0 != "\"" }
                if !name.isEmpty { names.append(String(name)) }
                rest = rest.dropFirst(name.count + 2)
            } else {
                let name = rest.prefix { !$0.isWhitespace && $0 != "," && $0 != sign }
                names.append(String(name))
                rest = rest.dropFirst(name.count)
            }
        }
    }

    /// As notes show it.
    var shown: String { argument.isEmpty ? "/\(name)" : "/\(name) \(argument.prefix(100))" }

    /// A date: `2026-12-31`. GitLab understands more spellings; in those without a year the date would be another one each year. There is
    /// no year 0, for PostgreSQL neither.
    var date: Timestamp? { argument.utf8.count == 10 && !argument.hasPrefix("0000") ? Timestamp(argument) : nil }

    /// What `/type` names.
    var kind: TicketKind? { ["issue": .issue, "task": .task, "incident": .incident][argument.lowercased()] }

    /// In how many days: `in 2 weeks`, `tomorrow`.
    var days: Int? {
        let words = argument.lowercased().split(separator: " ").map(String.init)
        switch words.first {
        case "today": return 0
        case "tomorrow": return 1
        case "in" where words.count == 3:
            guard let count = words[1] == "a" || words[1] == "one" ? 1 : Int(words[1]), (0...3650).contains(count) else { return nil }
            let unit = words[2].hasSuffix("s") ? String(words[2].dropLast()) : words[2]
            guard let days = ["day": 1, "week": 7, "month": 30, "year": 365][unit] else { return nil }
            return min(count * days, TemplateLimits.dueInDays.upperBound)
        default: return nil
        }
    }

    /// Of an incident: `S1` to `S4`, by number or by name.
    var severity: Severity? {
        switch argument.lowercased() {
        case "critical", "s1", "1": .fatal
        case "high", "s2", "2": .error
        case "medium", "s3", "3": .warning
        case "low", "s4", "4": .info
        default: nil
        }
    }
}
