/// The syntax in a text that makes a tracker do more than display it: run a command, notify a user or add a note to
/// another ticket.
///
/// Such syntax is neutralized by inserting an invisible character, ``guardCharacter``, after its sign. The text looks
/// the same in Markdown, in code and in plain text. Neutralizing is idempotent: copying a text repeatedly does not
/// accumulate guards.
package struct ActiveSyntax: Sendable, Hashable {
    /// Whether a line that begins with a slash and a word is a command (`/close`).
    package var commands = false
    /// Whether `@name` notifies a person or a group.
    package var mentions = false
    /// The characters that reference another ticket when a number follows (`#7`). A reference adds a note to that
    /// ticket.
    package var references: Set<Unicode.Scalar> = []
    /// Words that reference another ticket when a number follows (`GH-7`), case-insensitive.
    package var numberedWords: [String] = []
    /// Whether a word in ``numberedWords`` is a reference only if no letter or digit precedes it.
    package var numberedWordsStandAlone = true
    /// Whether a commit id (a word of 7 to 40 hexadecimal digits) adds a note to the commit.
    package var commitIDs = false
    /// Whether the tracker decodes `%40` in a link's target to `@` (RFC 3986, section 2.1) before it looks for active
    /// syntax.
    package var percentEncoding = false
    /// Words that reference another ticket in brackets, followed by a colon (`[issue:7]`).
    package var bracketedWords: [String] = []

    /// The hosts of the tracker's web pages, in lower case and without a default port. The URL of a ticket, merge
    /// request or commit on one of them adds a note to it.
    package var hosts: Set<String> = []
    /// The path segments before the number or name in the URL of such a page (`issues`).
    package var pageWords: Set<String> = []

    /// The mentions that notify more than one person: GitLab's `@all`, Trello's `@board` and `@card`, and those of chat
    /// services.
    static let groupNames: Set<String> = ["all", "board", "card", "channel", "everyone", "here"]

    /// No active syntax.
    package static let none = ActiveSyntax()

    /// Creates a syntax without any active elements, to be set afterwards.
    package init() {}

    /// ZERO WIDTH SPACE: invisible, not part of a name or word, and not trimmed as white space in the positions where
    /// it is inserted.
    package static let guardCharacter: Unicode.Scalar = "\u{200B}"

    /// Returns the text with all active syntax in its foreign parts neutralized.
    package func neutralized(_ text: CarriedText) -> String {
        guard self != .none, text.parts.contains(where: \.isForeign) else { return text.text }
        var scanner = ActiveTextScanner(text, syntax: self)
        return scanner.neutralized()
    }
}
