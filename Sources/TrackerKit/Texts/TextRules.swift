package import Primitives

/// What a tracker does with texts: how long they may be, how it counts that, and what in them acts.
///
/// Rules, pairs and templates fit their texts to it. The texts of a caller of the API go to the tracker as they are.
package struct TextRules: Sendable, Hashable {
    /// What lengths are counted in.
    package enum Unit: String, Sendable, Hashable, CaseIterable {
        /// Unicode code points.
        case characters
        /// UTF-16 code units, as JavaScript counts.
        case utf16 = "utf-16"
        /// Bytes of UTF-8.
        case bytes

        /// The length of a text.
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

    /// What the lengths are counted in.
    package var unit: Unit
    /// The longest title.
    package var title: Int
    /// The longest body of a ticket, with the mark of its creation.
    package var body: Int
    /// The longest comment.
    package var comment: Int
    /// What the mark of a creation takes of the body's length.
    package var marker: Int
    /// How texts are written.
    package var format = BodyFormat.markdown
    /// What acts in titles.
    package var activeInTitles = ActiveSyntax.none
    /// What acts in bodies and comments.
    package var activeInTexts = ActiveSyntax.none

    /// The longest title that the API takes, in Unicode code points.
    package static let longestTitle = 512
    /// The longest body or comment that the API takes, in Unicode code points.
    package static let longestText = 262_144

    /// Makes rules; without limits, those of the API.
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

    /// The same for a tracker whose pages are at a host: addresses of its tickets in foreign texts leave no notes
    /// there.
    /// - Parameters:
    ///   - titles: Whether addresses act in titles too.
    ///   - words: The words before a ticket's number in the path of its page.
    package func referring(to host: String?, words: Set<String>, titles: Bool) -> Self {
        guard let host else { return self }
        var rules = self
        (rules.activeInTexts.hosts, rules.activeInTexts.pageWords) = ([host], words)
        if titles { (rules.activeInTitles.hosts, rules.activeInTitles.pageWords) = ([host], words) }
        return rules
    }

    /// The host that an address names, in lower case, and its port where that is not the usual one.
    package static func host(of address: String) -> String? {
        guard let start = address.firstRange(of: "://")?.upperBound else { return nil }
        let authority = address[start...].prefix { !"/?#".contains($0) }
        let host = authority.split(separator: "@").last?.lowercased() ?? ""
        let usual = [":443", ":80"].first(where: host.hasSuffix)
        return host.isEmpty ? nil : String(host.dropLast(usual?.count ?? 0))
    }

    /// Those of a tracker with no rules of its own: the API's limits, and nothing acts.
    package static let standard = TextRules()

    /// The longest body of a ticket that is to be made: what the mark of its creation leaves.
    package var newBody: Int { body - marker }
}

extension TextRules {
    /// A title as the tracker takes it: one line, inert where it is foreign, and cut with an ellipsis where it is too
    /// long.
    package func carried(title text: CarriedText) -> String {
        TextFit(unit: unit, limit: title, scalars: Self.longestTitle).title(line(text))
    }

    /// Whether a title is longer than the tracker takes.
    package func cuts(title text: CarriedText) -> Bool {
        let line = line(text)
        return TextFit(unit: unit, limit: title, scalars: Self.longestTitle).title(line) != line
    }

    /// Whether a ticket's body is longer than the tracker takes.
    package func cuts(body text: CarriedText) -> Bool {
        let text = inert(text)
        return fitted(body: text, source: nil) != text
    }

    private func line(_ text: CarriedText) -> String {
        activeInTitles.neutralized(text).split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    /// A ticket's body as the tracker takes it: inert where it is foreign, and cut where it is too long for one that is
    /// to be made. Changes keep to the same length, so that a body is the same either way.
    /// - Parameter source: The address of the whole text, or its name where it has no page.
    package func carried(body text: CarriedText, source: String?) -> String {
        fitted(body: inert(text), source: source)
    }

    /// A comment as the tracker takes it.
    /// - Parameter source: The address of the whole text, or its name where it has no page.
    package func carried(comment text: CarriedText, source: String?) -> String {
        TextFit(unit: unit, limit: comment, scalars: Self.longestText, format: format).text(inert(text), source: source)
    }

    /// A text with everything inert that acts and is foreign.
    package func inert(_ text: CarriedText) -> String { activeInTexts.neutralized(text) }

    /// A ticket's body, cut where it is too long.
    package func fitted(body text: String, source: String?) -> String {
        TextFit(unit: unit, limit: newBody, scalars: Self.longestText, format: format).text(text, source: source)
    }
}
