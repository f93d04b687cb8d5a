import Primitives

/// The rules of a tracker for texts: maximum lengths, the unit they are counted in, and active syntax.
///
/// Texts of rules, pairs and templates are adapted to them. Texts from callers of the API are passed to the tracker
/// unchanged.
package struct TextRules: Sendable, Hashable {
    /// The unit in which a tracker counts lengths.
    package enum Unit: String, Sendable, Hashable, CaseIterable {
        /// Unicode code points.
        case characters
        /// UTF-16 code units, as counted by JavaScript.
        case utf16 = "utf-16"
        /// UTF-8 bytes.
        case bytes

        package func length(of text: String) -> Int {
            switch self {
            case .characters: text.unicodeScalars.count
            case .utf16: text.utf16.count
            case .bytes: text.utf8.count
            }
        }

        func length(of scalar: Unicode.Scalar) -> Int {
            switch self {
            case .characters: 1
            case .utf16: UTF16.width(scalar)
            case .bytes: UTF8.width(scalar)
            }
        }
    }

    package var unit: Unit
    /// The maximum length of a title, in `unit`.
    package var title: Int
    /// The maximum length of a ticket's body including the marker, in `unit`.
    package var body: Int
    /// The maximum length of a comment, in `unit`.
    package var comment: Int
    /// The length of the marker that is added to the body of a new ticket, in `unit`.
    package var marker: Int
    /// The markup language of bodies and comments.
    package var format = BodyFormat.markdown
    /// The active syntax in titles.
    package var activeInTitles = ActiveSyntax.none
    /// The active syntax in bodies and comments.
    package var activeInTexts = ActiveSyntax.none
    /// The characters that a label's name can't contain.
    package var forbiddenInLabels: Set<Character> = []

    /// The API's maximum length of a title, in Unicode code points.
    package static let longestTitle = 512
    /// The API's maximum length of a body or comment, in Unicode code points.
    package static let longestText = 262_144
    /// The maximum length of a body or comment that a tracker has, in Unicode code points: GitLab's is the longest.
    /// Mirrored texts may be longer than those that the API accepts.
    package static let longestMirroredText = 1_048_576

    /// Creates rules. The limits default to those of the API.
    package init(
        unit: Unit = .characters, title: Int = Self.longestTitle, body: Int = Self.longestText,
        comment: Int = Self.longestText,
        marker: Int = 0
    ) {
        self.unit = unit
        self.title = title
        self.body = body
        self.comment = comment
        self.marker = marker
    }

    /// Returns the rules for a tracker with web pages on these hosts: links to its tickets in foreign texts are
    /// neutralized, so that they do not add notes to those tickets.
    /// - Parameters:
    ///   - hosts: Nil for one that is not known.
    ///   - words: The path segments before a ticket's number in the URL of its page.
    ///   - titles: Whether links are active in titles too.
    package func referring(to hosts: String?..., words: Set<String>, titles: Bool) -> Self {
        let known = Set(hosts.compactMap(\.self))
        guard !known.isEmpty else { return self }
        var rules = self
        (rules.activeInTexts.hosts, rules.activeInTexts.pageWords) = (known, words)
        if titles { (rules.activeInTitles.hosts, rules.activeInTitles.pageWords) = (known, words) }
        return rules
    }

    /// Whether the tracker can have a label with this name.
    package func accepts(label name: String) -> Bool { !name.contains { forbiddenInLabels.contains($0) } }

    /// The host of a URL in lower case, with its port unless it is a default port.
    package static func host(of address: String) -> String? {
        guard let start = address.firstRange(of: "://")?.upperBound else { return nil }
        let authority = address[start...].prefix { !"/?#".contains($0) }
        let host = authority.split(separator: "@").last?.lowercased() ?? ""
        let usual = [":443", ":80"].first(where: host.hasSuffix)
        return host.isEmpty ? nil : String(host.dropLast(usual?.count ?? 0))
    }

    /// The rules of a tracker without its own: the API's limits and no active syntax.
    package static let standard = TextRules()

    /// The maximum length of a new ticket's body: the limit minus the marker, in `unit`.
    package var newBody: Int { body - marker }
}

extension TextRules {
    /// A title as it is sent to the tracker: on one line, with foreign parts neutralized, and truncated with an
    /// ellipsis if it is too long.
    package func carried(title text: CarriedText) -> String {
        titleFit.title(line(text))
    }

    /// Whether a title exceeds the limit and would be truncated.
    package func cuts(title text: CarriedText) -> Bool {
        let line = line(text)
        return titleFit.title(line) != line
    }

    private var titleFit: TextFit {
        TextFit(
            unit: unit, limit: title, scalars: Self.longestTitle, splitsCommitIDs: activeInTitles.commitIDs)
    }

    private func textFit(_ limit: Int) -> TextFit {
        TextFit(
            unit: unit, limit: limit, scalars: Self.longestText, format: format,
            splitsCommitIDs: activeInTexts.commitIDs)
    }

    /// Whether a ticket's body exceeds the limit and would be truncated.
    package func cuts(body text: CarriedText) -> Bool {
        let text = inert(text)
        return fitted(body: text, source: nil) != text
    }

    private func line(_ text: CarriedText) -> String {
        activeInTitles.neutralized(text).split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    /// A ticket's body as it is sent to the tracker: foreign parts are neutralized, and it is truncated to the length
    /// of a new ticket's body. Updates are truncated to the same length, so that a body is the same either way.
    /// - Parameter source: The URL of the full text, or its name if it has no page.
    package func carried(body text: CarriedText, source: String?) -> String {
        fitted(body: inert(text), source: source)
    }

    /// A comment as it is sent to the tracker: foreign parts are neutralized, and it is truncated if it is too long.
    /// - Parameter source: The URL of the full text, or its name if it has no page.
    package func carried(comment text: CarriedText, source: String?) -> String {
        textFit(comment).text(inert(text), source: source)
    }

    /// A text with the active syntax in its foreign parts neutralized.
    package func inert(_ text: CarriedText) -> String { activeInTexts.neutralized(text) }

    /// A ticket's body, truncated if it is too long.
    package func fitted(body text: String, source: String?) -> String {
        textFit(newBody).text(text, source: source)
    }
}
