/// What in a text makes a tracker do something beyond showing it: run a command, notify somebody, write into another
/// ticket.
///
/// Each such place is made inert by an invisible character behind its sign, ``guardCharacter``. The text reads as
/// before, in Markdown, in code and in plain text, and a text that was made inert before is left as it is: copies of
/// copies gather nothing.
package struct ActiveSyntax: Sendable, Hashable {
    /// Whether a line that begins with a slash and a word is a command (`/close`).
    package var commands = false
    /// Whether `@name` notifies a person or a group.
    package var mentions = false
    /// The signs that name another ticket when a number follows (`#7`); naming one leaves a note there.
    package var references: Set<Unicode.Scalar> = []
    /// The words that do the same (`GH-7`), in any case.
    package var numberedWords: [String] = []
    /// Whether such a word acts only where no letter or digit stands before it.
    package var numberedWordsStandAlone = true
    /// Whether the identifier of a commit, a word of 7 to 40 hexadecimal digits, leaves a note at the commit.
    package var commitIDs = false
    /// Whether `%40` in the target of a link is read as `@` (RFC 3986, section 2.1) before the tracker looks for what
    /// acts.
    package var percentEncoding = false
    /// The words that do the same within brackets, before a colon (`[issue:7]`).
    package var bracketedWords: [String] = []

    /// The hosts of the tracker's own pages, in lower case and with a port that is not the usual one: an address of a
    /// ticket, a change or a commit there leaves a note in it.
    package var hosts: Set<String> = []
    /// The words that stand before the number or name of such a page in its path (`issues`).
    package var pageWords: Set<String> = []

    /// The names behind `@` that stand for more than one person: GitLab's `all`, Trello's `board` and `card`, those of
    /// chats.
    static let groupNames: Set<String> = ["all", "board", "card", "channel", "everyone", "here"]

    /// Nothing acts.
    package static let none = ActiveSyntax()

    /// Makes a syntax in which nothing acts; the rest is set after.
    package init() {}

    /// ZERO WIDTH SPACE: takes no room, belongs to no name and no word, and is not trimmed as white space where it is
    /// put.
    package static let guardCharacter: Unicode.Scalar = "\u{200B}"

    /// The text with everything inert that acts and is not the operator's.
    package func neutralized(_ text: CarriedText) -> String {
        guard self != .none, text.parts.contains(where: \.isForeign) else { return text.text }
        var scanner = ActiveTextScanner(text, syntax: self)
        return scanner.neutralized()
    }
}
