/// The message for a value that is none of the words that are allowed in its place.
package enum UnknownWord {
    /// What is wrong with the value, with the word that was most likely meant.
    /// - Parameters:
    ///   - words: The allowed words, in the order in which they are listed.
    ///   - hint: Replaces the most similar word, such as `To list closed tickets, use ?state=closed.`.
    package static func detail(_ value: JSON, among words: [String], hint: String? = nil) -> String {
        let expected = words.count == 1 ? "must be \(words[0])" : "must be one of \(words.joined(separator: ", "))"
        if let hint { return "\(expected). \(hint)" }
        guard let meant = value.stringValue.flatMap({ meant(by: $0, among: words) }) else { return expected }
        return "\(expected). Did you mean '\(meant)'?"
    }

    /// The word that differs only in its spelling, has the same meaning elsewhere, is similar, or has the same parts;
    /// nil if there is none, or if several fit equally well.
    package static func meant(by word: String, among words: [String]) -> String? {
        guard word.utf8.count <= NearestName.maximumLength, !word.isEmpty else { return nil }
        let spelling = normalized(word)
        if let same = words.first(where: { normalized($0) == spelling }) { return same }
        if let own = (foreign[spelling] ?? []).first(where: words.contains) { return own }
        if let near = NearestName.of(word, among: words) { return near }
        if let whole = only(words.filter { spelling.count >= shortestPrefix && normalized($0).hasPrefix(spelling) }) {
            return whole
        }
        let parts = parts(of: spelling)
        return only(words.filter { Self.parts(of: $0).isSubset(of: parts) })
            ?? only(words.filter { parts.isSubset(of: Self.parts(of: $0)) })
    }

    /// The minimum length of a word that is completed.
    private static let shortestPrefix = 3

    private static func only(_ words: [String]) -> String? { words.count == 1 ? words[0] : nil }

    private static func normalized(_ word: String) -> String {
        String(word.lowercased().map { $0 == " " || $0 == "-" && word.first != "-" ? "_" : $0 })
    }

    private static func parts(of word: String) -> Set<Substring> {
        Set(word.split { !$0.isLetter && !$0.isNumber })
    }

    /// Words of trackers and other programs for ours, each with our words in order of preference: of GitHub, GitLab,
    /// Jira and Sentry for statuses, resolutions, priorities and severities; of their automations for actions.
    private static let foreign: [String: [String]] = [
        "closed": ["done"], "close": ["closed", "done"], "resolved": ["done", "completed", "closed"],
        "fixed": ["completed", "done"], "done": ["completed", "closed"], "complete": ["completed", "done"],
        "completed": ["done"], "finished": ["done", "completed"],
        "wontfix": ["not_planned", "ignored"], "won't_fix": ["not_planned", "ignored"],
        "wont_fix": ["not_planned", "ignored"], "invalid": ["not_planned", "ignored"],
        "rejected": ["not_planned", "ignored"], "archived": ["ignored"],
        "new": ["open"], "todo": ["open"], "to_do": ["open"], "opened": ["open"], "reopened": ["open"],
        "unresolved": ["open"], "backlog": ["open"], "doing": ["in_progress"], "started": ["in_progress"],
        "wip": ["in_progress"], "active": ["in_progress"], "blocked": ["on_hold", "blocked_by"],
        "waiting": ["on_hold"], "pending": ["on_hold"], "paused": ["on_hold"],
        "p0": ["urgent"], "p1": ["urgent"], "p2": ["high"], "p3": ["normal"], "p4": ["low"],
        "critical": ["urgent", "fatal"], "blocker": ["urgent"], "highest": ["urgent"], "major": ["high"],
        "medium": ["normal"], "minor": ["low"], "lowest": ["low"], "trivial": ["low"],
        "crit": ["fatal", "critical"], "fatal": ["critical"], "err": ["error"], "warn": ["warning"],
        "notice": ["info"], "verbose": ["debug"],
        "depends_on": ["blocked_by"], "duplicate": ["duplicates"], "parent": ["parent_of"], "child": ["child_of"],
        "related": ["relates_to"], "relates": ["relates_to"],
        "labels": ["label"], "add_labels": ["label"], "set_labels": ["label"], "remove_labels": ["label"],
        "assignee": ["assign"], "add_assignee": ["assign"], "set_assignee": ["assign"], "assignees": ["assign"],
        "transition": ["set_status"], "message": ["notify"], "slack": ["notify"], "email": ["notify"],
        "http": ["webhook"], "post": ["webhook"], "sleep": ["wait"], "delay": ["wait"], "pause": ["wait"],
        "sync": ["keep_in_step"], "mirror": ["keep_in_step"],
        "issue.created": ["ticket.created"], "issue.opened": ["ticket.created"], "issue.closed": ["ticket.closed"],
        "issue.updated": ["ticket.updated"], "ticket.opened": ["ticket.created"], "ticket.new": ["ticket.created"],
        "ticket.commented": ["comment.created"], "comment.added": ["comment.created"],
    ]
}
