import Primitives

/// Cuts texts to a length, and marks the cut.
struct TextFit {
    let unit: TextRules.Unit
    /// The most that the tracker takes, in its unit.
    let limit: Int
    /// The most that the API takes, in Unicode code points.
    let scalars: Int
    var format = BodyFormat.markdown

    private static let ellipsis = "…"
    /// How often a cut is tried with the end of one more block in mind.
    private static let attempts = 4

    private func fits(_ text: String) -> Bool { unit.length(of: text) <= limit && text.unicodeScalars.count <= scalars }

    /// One line, with an ellipsis at its end where it was cut.
    func title(_ line: String) -> String { fits(line) ? line : cut(line, leaving: Self.ellipsis) + Self.ellipsis }

    /// A text, with an ellipsis, the end of an open block of code or comment and a link to the whole where it was cut.
    func text(_ text: String, source: String?) -> String {
        guard !fits(text) else { return text }
        let link = link(to: source)
        var ending = Self.ellipsis
        for _ in 0..<Self.attempts {
            let kept = cut(text, leaving: ending + link)
            let block = openBlock(in: kept)
            let needed = mark(behind: kept) + (block.map { "\n" + $0.closing } ?? "")
            if needed.utf8.count <= ending.utf8.count { return kept + needed + link }
            // The block is left out whose end takes more than it is worth.
            if let block, unit.length(of: needed) >= limit / 4 { return kept[..<block.start] + Self.ellipsis + link }
            ending = needed
        }
        let kept = cut(text, leaving: "\n" + Self.ellipsis + link)
        guard let block = openBlock(in: kept) else { return kept + mark(behind: kept) + link }
        return kept[..<block.start] + Self.ellipsis + link
    }

    private func openBlock(in text: String) -> OpenBlock? { format == .markdown ? OpenBlock(endOf: text) : nil }

    /// The ellipsis, on a line of its own behind the end of a block of code: a fence with more on its line closes
    /// nothing.
    private func mark(behind kept: String) -> String {
        let isSplit = openBlock(in: kept) == nil && openBlock(in: kept + Self.ellipsis) != nil
        return isSplit ? "\n" + Self.ellipsis : Self.ellipsis
    }

    /// The longest beginning of whole characters that leaves room, without white space at its end.
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
        let kept = all[..<wholeCharacters(in: text, upTo: end)]
        return String(
            kept.lastIndex { !$0.properties.isWhitespace }.map { kept[...$0] } ?? all[all.startIndex..<all.startIndex])
    }

    /// The same place or one shortly before where a character begins; a chain of marks longer than any in writing is
    /// cut anywhere.
    private func wholeCharacters(in text: String, upTo end: String.Index) -> String.Index {
        var place = end
        for _ in 0..<Self.longestCharacter where place > text.startIndex {
            if String.Index(place, within: text) != nil { return place }
            text.unicodeScalars.formIndex(before: &place)
        }
        return end
    }

    /// Family emoji have up to ten code points, and some scripts a few marks more.
    private static let longestCharacter = 32

    /// A source that is no address is a name: tickets of the built-in tracker have no pages.
    private func link(to source: String?) -> String {
        guard let source, !source.isEmpty, !source.contains(where: { $0.isNewline || $0 == "<" || $0 == ">" }) else {
            return ""
        }
        let isAddress = source.hasPrefix("http") && !source.contains(where: \.isWhitespace)
        let address = source.contains { $0 == "(" || $0 == ")" } ? "<\(source)>" : source
        let link = isAddress && format == .markdown ? "\n\n[Full text](\(address))" : "\n\nFull text: \(source)"
        // An address that would take most of the room tells less than the text.
        return unit.length(of: link) < limit / 2 ? link : ""
    }
}
