/// Finds what a user probably meant.
enum Suggestion {
    /// Verbs of other programs, and those of this one.
    private static let synonyms: [String: [String]] = [
        "ls": ["list"], "get": ["show", "list"], "view": ["show"], "describe": ["show"], "info": ["show", "status"],
        "new": ["create"], "add": ["create", "add"], "make": ["create"], "rm": ["delete", "remove", "revoke"],
        "remove": ["delete", "remove", "revoke"], "del": ["delete", "remove"], "destroy": ["delete"],
        "edit": ["update"], "set": ["update"], "change": ["update"], "modify": ["update"], "find": ["search"],
        "watch": ["follow"], "tail": ["follow"], "stream": ["follow"], "open": ["reopen"], "logs": ["events", "audit"],
        "login": ["auth"], "logout": ["auth"], "whoami": ["auth"], "webhooks": ["subscriptions"],
        "users": ["clients", "users"], "projects": ["channels", "projects"], "issues": ["tickets"],
        "issue": ["tickets"], "start": ["serve"], "run": ["serve"], "import": ["apply"],
    ]
    /// The minimum length of a word that is completed.
    private static let shortestPrefix = 3

    /// The candidate that the word abbreviates, means, or differs from by a typing error; nil if there is none.
    static func nearest(to word: String, among candidates: [String]) -> String? {
        let word = word.lowercased()
        if let same = candidates.first(where: { $0.lowercased() == word }) { return same }
        if let meant = synonyms[word]?.first(where: candidates.contains) { return meant }
        if word.count >= shortestPrefix, let whole = candidates.first(where: { $0.hasPrefix(word) }) { return whole }
        let near = candidates.map { (candidate: $0, distance: distance(word, $0.lowercased())) }
            .min { $0.distance < $1.distance }
        // One error in three characters: `tickts`, `lsit`, `conections`.
        guard let near, near.distance <= max(1, word.count / 3) else { return nil }
        return near.candidate
    }

    /// The number of insertions, deletions, replacements and swaps of neighbours that turn one text into the other
    /// (Damerau–Levenshtein distance, restricted to swaps of unchanged neighbours).
    static func distance(_ one: String, _ other: String) -> Int {
        let (one, other) = (Array(one), Array(other))
        var rows = [Array(0...other.count)]
        for (i, character) in one.enumerated() {
            var row = [i + 1]
            for (j, candidate) in other.enumerated() {
                var best = min(row[j] + 1, rows[i][j + 1] + 1, rows[i][j] + (character == candidate ? 0 : 1))
                if i > 0, j > 0, character == other[j - 1], one[i - 1] == candidate {
                    best = min(best, rows[i - 1][j - 1] + 1)
                }
                row.append(best)
            }
            rows.append(row)
        }
        return rows[one.count][other.count]
    }
}
