import Primitives
import TrackerKit

/// A [quick action](https://docs.gitlab.com/user/project/quick_actions/): a line in a GitLab text that runs a command.
struct QuickAction {
    /// The name, in lower case.
    let name: String
    /// The rest of the line, without surrounding white space.
    let argument: String

    /// The actions that change a ticket. Those that only insert text (`/cc`, `/shrug`, `/tableflip`) stay in the text.
    private static let names: Set<String> = [
        "add_child", "add_contacts", "add_email", "assign", "award", "blocked_by", "blocks", "board_move",
        "checkin_reminder", "child_epic", "child_of", "clear_health_status", "clear_weight", "clone", "close",
        "confidential", "convert_to_ticket", "copy_metadata", "create_merge_request", "done", "due",
        "duplicate", "epic", "estimate", "health_status", "invite_email", "iteration", "label", "labels",
        "link", "lock", "milestone", "move", "open", "page", "parent", "parent_epic", "promote", "promote_to",
        "promote_to_incident", "publish", "react", "reassign", "relabel", "relate", "remove_child",
        "remove_child_epic", "remove_contacts", "remove_due_date", "remove_email", "remove_epic",
        "remove_estimate", "remove_iteration", "remove_label", "remove_milestone", "remove_parent",
        "remove_parent_epic", "remove_time_estimate", "remove_time_spent", "remove_zoom", "reopen",
        "set_parent", "severity", "spend", "spend_time", "spent", "status", "subscribe", "time_estimate",
        "timeline", "title", "todo", "type", "unassign", "unlabel", "unlink", "unlock", "unsubscribe", "weight",
        "zoom",
    ]

    /// Parses a line; nil if it is not an action.
    init?(_ line: Substring) { self.init(line, among: Self.names) }

    /// Parses a line with an action that only inserts text.
    init?(insertingText line: Substring) { self.init(line, among: ["cc", "shrug", "tableflip"]) }

    private init?(_ line: Substring, among names: Set<String>) {
        guard line.first == "/" else { return nil }
        let word = line.dropFirst().prefix { $0.isLetter || $0 == "_" }
        let rest = line.dropFirst(word.count + 1)
        guard names.contains(word.lowercased()), rest.isEmpty || rest.first?.isWhitespace == true else {
            return nil
        }
        name = word.lowercased()
        argument = String(rest).trimmed
    }

    /// Parses a line with an action after a prefix that is easily overlooked: white space, invisible characters, or the
    /// markers of quotes, list items and tasks. Nil without such a prefix or without an action.
    init?(displacedIn line: Substring) {
        guard let slash = line.firstIndex(of: "/"), let last = line[..<slash].unicodeScalars.last,
            last.mayStandBeforeAction,
            line[..<slash].unicodeScalars.allSatisfy({ $0.mayStandBeforeAction || $0.isOfMarker })
        else { return nil }
        self.init(line[slash...])
    }

    /// Parses a line that is an action only after removing its invisible characters; nil for other lines.
    init?(hiddenIn line: Substring) {
        let visible = String(line.unicodeScalars.filter { $0.properties.generalCategory != .format })
        guard visible.unicodeScalars.count < line.unicodeScalars.count,
            let action = QuickAction(visible[...]) ?? QuickAction(displacedIn: visible[...])
        else { return nil }
        self = action
    }

    /// Whether `/confidential` follows on the same line. GitLab runs only the first action of a line.
    var isFollowedByConfidential: Bool {
        argument.split(whereSeparator: \.isWhitespace).contains { $0.lowercased() == "/confidential" }
    }

    /// The names of labels (`~bug ~"in progress"`), users or a milestone, with or without the sign. Placeholders such
    /// as `~<group>` and other actions are excluded.
    func references(_ sign: Character) -> [String] {
        allReferences(sign).filter { $0.unicodeScalars.count <= NameList.longest && !Self.isPlaceholder($0) }
    }

    /// The placeholders and actions among the names.
    func placeholders(_ sign: Character) -> [String] {
        allReferences(sign).filter { $0.unicodeScalars.count <= NameList.longest && Self.isPlaceholder($0) }
    }

    private static func isPlaceholder(_ name: String) -> Bool {
        name.contains("<") || name.contains(">") || name.first == "/" && QuickAction(name[...]) != nil
    }

    /// The names of labels or users that exceed the maximum length.
    var longNames: [String] {
        allReferences(name.hasSuffix("assign") ? "@" : "~").filter { $0.unicodeScalars.count > NameList.longest }
    }

    private func allReferences(_ sign: Character) -> [String] {
        var names: [String] = []
        var rest = argument[...]
        while true {
            rest = rest.drop { $0.isWhitespace || $0 == sign || $0 == "," }
            guard let first = rest.first else { return names }
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

    /// The action as displayed in notes.
    var shown: String { argument.isEmpty ? "/\(name)" : "/\(name) \(argument.prefix(100))" }

    /// A date such as `2026-12-31`. GitLab understands more formats, but those without a year would mean a different
    /// date each year. The year 0 is rejected because it does not exist, in PostgreSQL either.
    var date: Timestamp? { argument.utf8.count == 10 && !argument.hasPrefix("0000") ? Timestamp(argument) : nil }

    /// The kind in `/type`.
    var kind: TicketKind? { ["issue": .issue, "task": .task, "incident": .incident][argument.lowercased()] }

    /// The number of days for relative dates: `in 2 weeks`, `tomorrow`.
    var days: Int? {
        let words = argument.lowercased().split(separator: " ").map(String.init)
        switch words.first {
        case "today": return 0
        case "tomorrow": return 1
        case "in" where words.count == 3:
            guard let count = words[1] == "a" || words[1] == "one" ? 1 : Int(words[1]), (0...3650).contains(count)
            else { return nil }
            let unit = words[2].hasSuffix("s") ? String(words[2].dropLast()) : words[2]
            guard let days = ["day": 1, "week": 7, "month": 30, "year": 365][unit] else { return nil }
            return min(count * days, TemplateLimits.dueInDays.upperBound)
        default: return nil
        }
    }

    /// The severity of an incident: `S1` to `S4`, by number or name.
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

extension Unicode.Scalar {
    /// White space, invisible characters, and the last characters of quote and task markers.
    fileprivate var mayStandBeforeAction: Bool {
        self == ">" || self == "]" || self == "\\" || properties.isWhitespace || properties.generalCategory == .format
    }

    /// The characters in the markers of list items and tasks.
    fileprivate var isOfMarker: Bool {
        switch self {
        case "-", "*", "+", ".", ")", "[", "x", "X", "0"..."9": true
        default: false
        }
    }
}
