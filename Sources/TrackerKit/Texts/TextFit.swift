import Primitives

/// Truncates texts to a maximum length and marks the truncation.
struct TextFit {
    let unit: TextRules.Unit
    /// The tracker's maximum length, in `unit`.
    let limit: Int
    /// The API's maximum length, in Unicode code points.
    let scalars: Int
    var format = BodyFormat.markdown
    /// Whether commit ids act at the tracker.
    var splitsCommitIDs = false

    private static let ellipsis = "…"
    /// How often truncation is retried with more room reserved for closing an open block.
    private static let attempts = 4

    private func fits(_ text: String) -> Bool { unit.length(of: text) <= limit && text.unicodeScalars.count <= scalars }

    /// Truncates a single line, ending it with an ellipsis.
    func title(_ line: String) -> String { fits(line) ? line : cut(line, leaving: Self.ellipsis) + Self.ellipsis }

    /// Truncates a text. The result ends with an ellipsis, the end of a block of code or HTML that was cut, and a link
    /// to the full text.
    func text(_ text: String, source: String?) -> String {
        guard !fits(text) else { return text }
        let link = link(to: source)
        var ending = Self.ellipsis
        for _ in 0..<Self.attempts {
            let kept = cut(text, leaving: ending + link)
            let block = openBlock(in: kept)
            let needed = mark(behind: kept) + (block.map { "\n" + $0.closing } ?? "")
            if needed.utf8.count <= ending.utf8.count { return kept + needed + link }
            // If closing the block takes a quarter of the limit or more, the block is dropped.
            if let block, unit.length(of: needed) >= limit / 4 { return kept[..<block.start] + Self.ellipsis + link }
            ending = needed
        }
        let kept = cut(text, leaving: "\n" + Self.ellipsis + link)
        guard let block = openBlock(in: kept) else { return kept + mark(behind: kept) + link }
        return kept[..<block.start] + Self.ellipsis + link
    }

    private func openBlock(in text: String) -> OpenBlock? { format == .markdown ? OpenBlock(endOf: text) : nil }

    /// The ellipsis, on a new line if it would otherwise follow a closing code fence: a fence followed by other text
    /// does not close its block.
    private func mark(behind kept: String) -> String {
        let isSplit = openBlock(in: kept) == nil && openBlock(in: kept + Self.ellipsis) != nil
        return isSplit ? "\n" + Self.ellipsis : Self.ellipsis
    }

    /// The longest prefix of whole characters that leaves room for `rest`, without trailing white space.
    private func cut(_ text: String, leaving rest: String) -> String {
        var room = limit - unit.length(of: rest), count = scalars - rest.unicodeScalars.count
        let all = text.unicodeScalars
        var end = all.startIndex
        while end < all.endIndex {
            room -= unit.length(of: all[end])
            count -= 1
            guard room >= 0, count >= 0 else { break }
            all.formIndex(after: &end)
        }
        let kept = withoutCommitID(all[..<wholeCharacters(in: text, upTo: end)], of: all)
        return String(
            kept.lastIndex { !$0.properties.isWhitespace }.map { kept[...$0] } ?? all[all.startIndex..<all.startIndex])
    }

    /// A prefix of a text without a commit id that only the cut creates: the beginning of a longer word, such as a
    /// checksum, which is not an id as a whole. GitLab would add a note to that commit; see ``CommitIDScanner``.
    private func withoutCommitID(_ kept: Substring.UnicodeScalarView, of all: String.UnicodeScalarView)
        -> Substring.UnicodeScalarView
    {
        guard splitsCommitIDs, kept.endIndex < all.endIndex, all[kept.endIndex].isLetterOrDigit else { return kept }
        let digits = kept.reversed().prefix { $0.isHexDigit }
        let isAWord = kept.dropLast(digits.count).last.map { !$0.isLetterOrDigit } ?? true
        guard isAWord, digits.contains(where: \.isDigit), digits.contains(where: { !$0.isDigit }) else { return kept }
        return kept.dropLast(max(0, digits.count - (CommitIDScanner.shortest - 1)))
    }

    /// The nearest character boundary at or before an index. A sequence of combining marks longer than any in real text
    /// is cut anywhere.
    private func wholeCharacters(in text: String, upTo end: String.Index) -> String.Index {
        var index = end
        for _ in 0..<Self.longestCharacter where index > text.startIndex {
            if String.Index(index, within: text) != nil { return index }
            text.unicodeScalars.formIndex(before: &index)
        }
        return end
    }

    /// The maximum length of a character in code points. Family emoji have up to ten, and some scripts a few combining
    /// marks more.
    private static let longestCharacter = 32

    /// A source that is not a URL is shown as a name: tickets of the built-in tracker have no web pages.
    private func link(to source: String?) -> String {
        guard let source, !source.isEmpty, !source.contains(where: { $0.isNewline || $0 == "<" || $0 == ">" }) else {
            return ""
        }
        let isAddress = source.hasPrefix("http") && !source.contains(where: \.isWhitespace)
        let address = source.contains { $0 == "(" || $0 == ")" } ? "<\(source)>" : source
        let link = isAddress && format == .markdown ? "\n\n[Full text](\(address))" : "\n\nFull text: \(source)"
        // A link that takes up half of the limit is worth less than the text it would displace.
        return unit.length(of: link) < limit / 2 ? link : ""
    }
}
