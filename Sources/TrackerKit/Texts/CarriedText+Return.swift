extension CarriedText {
    /// A foreign text that replaces an existing text, of which it may be an edited copy.
    ///
    /// The common beginning and end are kept as they are, with the mentions that the tracker's own users wrote, because
    /// those have already taken effect. Only the part in between is treated as foreign. Commands are neutralized
    /// everywhere, because new text before them, or text removed after them, can move them out of a code block.
    ///
    /// The change may also take a mention out of code, a comment, a link or a quote, where it had no effect. A text in
    /// which anything like that is possible is treated as foreign as a whole.
    /// - Parameter present: the text that is replaced.
    package static func foreign(_ text: String, inPlaceOf present: String) -> Self {
        let there = Readable(present), here = Readable(text)
        let first = there.sharedBeginning(with: here)
        let last = there.sharedEnd(with: here, upTo: min(there.count, here.count) - first)
        var commands = ActiveSyntax()
        commands.commands = true
        let isSame = first == there.count && first == here.count
        let mayActivate = there.mayHideMentions(near: first, last) || here.mayHideMentions(near: first, last)
        guard isSame || !mayActivate else { return .foreign(here.text(0, here.count)) }
        let shared = there.text(0, first)
        let beginning = CarriedText.own(isSame ? shared : commands.neutralized(.foreign(shared)))
        // Text that was inside a code block may be outside of it now.
        let isCode = { (text: Readable) in OpenBlock(endOf: text.text(0, text.count - last)) != nil }
        guard last > 0, isCode(there) == isCode(here) else { return beginning + .foreign(here.text(first, here.count)) }
        let end = commands.neutralized(.foreign(there.text(there.count - last, there.count)))
        return beginning + .foreign(here.text(first, here.count - last)) + .own(end)
    }
}

/// A text whose scalars are counted without guard characters.
private struct Readable {
    private let scalars: [Unicode.Scalar]
    /// The index in `scalars` of each visible scalar.
    private let positions: [Int]

    init(_ text: String) {
        let scalars = Array(text.unicodeScalars)
        self.scalars = scalars
        positions = scalars.indices.filter { scalars[$0] != ActiveSyntax.guardCharacter }
    }

    var count: Int { positions.count }

    private subscript(_ index: Int) -> Unicode.Scalar { scalars[positions[index]] }

    /// The text between two visible scalars, including its guards.
    func text(_ start: Int, _ end: Int) -> String {
        let position = { (index: Int) in index == 0 ? 0 : index < positions.count ? positions[index] : scalars.count }
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars[position(start)..<position(end)])
        return String(text)
    }

    /// Marks of the syntax in which mentions have no effect, even paragraphs away from it: code, HTML, links, math,
    /// definitions of links and footnotes.
    private static let hidingMarks = ["`", "~~~", "<", "](", "][", "]:", "$"]
    /// The first lines of front matter, which GitLab shows as code
    /// (https://docs.gitlab.com/user/markdown/#front-matter).
    private static let frontMatter = ["---", "+++", ";;;"]

    /// Whether a mention in the text may be without effect until a change makes it part of ordinary text.
    /// - Parameters:
    ///   - first: The number of scalars before the change.
    ///   - last: The number of scalars after it.
    func mayHideMentions(near first: Int, _ last: Int) -> Bool {
        let whole = String(String.UnicodeScalarView(positions.map { scalars[$0] }))
        if Self.hidingMarks.contains(where: { whole.contains($0) }) { return true }
        if Self.frontMatter.contains(where: { whole.hasPrefix($0) }) { return true }
        let lines = whole.split(separator: "\n")
        if lines.contains(where: { $0.hasPrefix("    ") || $0.drop { $0 == " " }.hasPrefix("\t") }) { return true }
        return paragraphs(from: first, to: count - last).contains { $0.drop { $0 == " " }.hasPrefix(">") }
    }

    /// The lines of the paragraphs that overlap a range.
    private func paragraphs(from first: Int, to end: Int) -> [Substring] {
        var start = min(first, count), stop = max(end, start)
        while start > 0, !(start > 1 && self[start - 1].isNewline && self[start - 2].isNewline) { start -= 1 }
        while stop < count, !(stop > 0 && self[stop - 1].isNewline && self[stop].isNewline) { stop += 1 }
        let visible = String(String.UnicodeScalarView((start..<stop).map { self[$0] }))
        return visible.split(separator: "\n")
    }

    /// The number of scalars at the beginning that both have in common, shortened to a position where no word continues
    /// in either.
    func sharedBeginning(with other: Readable) -> Int {
        let most = min(count, other.count)
        var shared = 0
        while shared < most, self[shared] == other[shared] { shared += 1 }
        while shared > 0, !(endsWord(at: shared) && other.endsWord(at: shared)) { shared -= 1 }
        return shared
    }

    /// The number of scalars at the end that both have in common, shortened to a position where a word begins in both.
    func sharedEnd(with other: Readable, upTo most: Int) -> Int {
        var shared = 0
        while shared < most, self[count - shared - 1] == other[other.count - shared - 1] { shared += 1 }
        while shared > 0, !(beginsWord(at: count - shared) && other.beginsWord(at: other.count - shared)) {
            shared -= 1
        }
        return shared
    }

    private func endsWord(at index: Int) -> Bool {
        guard index < count else { return true }
        return self[index].properties.isWhitespace || ",!?)".unicodeScalars.contains(self[index])
    }

    private func beginsWord(at index: Int) -> Bool { index == 0 || self[index - 1].properties.isWhitespace }
}

extension Unicode.Scalar {
    fileprivate var isNewline: Bool { self == "\n" }
}
