import Primitives

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
        return NearestName.of(word, among: candidates)
    }
}
