/// A single-pass scanner that inserts a guard character after each active sign of a text.
///
/// Code blocks are not exempt: where they begin and end depends on the surrounding lists, quotes and HTML, which an
/// attacker controls.
struct ActiveTextScanner {
    private let syntax: ActiveSyntax
    private let signs: SignReader
    private let isForeign: [Bool]
    /// An array, because a `String.UnicodeScalarView` counts all of its scalars each time a sequence is appended. With
    /// one append per sign, that would take quadratic time.
    private var output: [Unicode.Scalar] = []
    private var index = 0
    /// Whether only white space and the markers of quotes and lists precede on the line.
    private var isLineStart = true
    /// Whether a foreign part, even an empty one, precedes on the line, or the line break before it is foreign: the
    /// operator may not have meant a slash of its own to begin a line.
    private var isLineOfOthers = false
    private let emptyForeignParts: Set<Int>
    /// Whether an HTML tag may precede: inside HTML blocks, Markdown is not parsed and addresses are not linked.
    private var followsTag = false

    init(_ text: CarriedText, syntax: ActiveSyntax) {
        self.syntax = syntax
        var scalars: [Unicode.Scalar] = [], isForeign: [Bool] = [], empty: [Int] = []
        for part in text.parts {
            if part.isForeign, part.text.isEmpty { empty.append(scalars.count) }
            let before = scalars.count
            scalars += part.text.unicodeScalars
            if part.isForeign { Self.replaceLoneReturns(in: &scalars, from: before) }
            isForeign += repeatElement(part.isForeign, count: scalars.count - before)
        }
        let read = { SignReader($0, percentEncoding: syntax.percentEncoding) }
        let positions = OwnAddressScanner(read(scalars), isForeign: isForeign, syntax: syntax).guardIndices
        emptyForeignParts = Set(empty.map { position in position + positions.count { $0 <= position } })
        signs = read(Self.inserting(ActiveSyntax.guardCharacter, into: scalars, at: positions))
        self.isForeign = Self.inserting(true, into: isForeign, at: positions)
    }

    /// Replaces carriage returns without a line feed, which end a line in Markdown, by line feeds. GitLab removes
    /// carriage returns before it stores a text (`Gitlab::QuickActions::Extractor`), which would join `@\rall`.
    private static func replaceLoneReturns(in scalars: inout [Unicode.Scalar], from start: Int) {
        for index in scalars.indices[start...] where scalars[index] == "\r" {
            if index + 1 == scalars.count || scalars[index + 1] != "\n" { scalars[index] = "\n" }
        }
    }

    private static func inserting<Element>(_ element: Element, into elements: [Element], at positions: [Int])
        -> [Element]
    {
        guard !positions.isEmpty else { return elements }
        var result: [Element] = [], start = 0
        result.reserveCapacity(elements.count + positions.count)
        for position in positions {
            result += elements[start..<position]
            result.append(element)
            start = position
        }
        return result + elements[start...]
    }

    private var scalars: [Unicode.Scalar] { signs.scalars }

    mutating func neutralized() -> String {
        while index < scalars.count {
            if emptyForeignParts.contains(index) { isLineOfOthers = true }
            if let end = endOfAddress() {
                copyAddress(to: end)
            } else if let end = endOfStraySign() ?? endOfNumberedWord() {
                copy(to: end, guarded: true)
                isLineStart = false
            } else if !copiedCommitID() {
                var (sign, end) = signs.sign(at: index)
                let guarded = acts(sign, end)
                if !guarded { (sign, end) = signs.character(at: index) }
                followsTag = followsTag || beginsTag
                let isOthers = isForeign[index]
                copy(to: end, guarded: guarded)
                isLineOfOthers = isOthers || isLineOfOthers && !sign.isLineBreak
                if sign.isLineBreak { isLineStart = true } else if !sign.mayStandBeforeCommand { isLineStart = false }
            }
        }
        return String(String.UnicodeScalarView(output))
    }

    private mutating func copy(to end: Int, guarded: Bool) {
        output += scalars[index..<end]
        if guarded { output.append(ActiveSyntax.guardCharacter) }
        index = end
    }

    /// Copies the commit id that begins here, split by guards. Returns false if there is none.
    private mutating func copiedCommitID() -> Bool {
        guard syntax.commitIDs else { return false }
        let ends = CommitIDScanner(signs: signs).ends(at: index)
        guard let last = ends.last, isForeign[index..<last].contains(true) else { return false }
        for end in ends { copy(to: end, guarded: end != last) }
        isLineStart = false
        return true
    }

    // MARK: Active syntax

    private func acts(_ sign: Unicode.Scalar, _ end: Int) -> Bool {
        switch sign {
        case "/": isCommand(end)
        case "@" where syntax.mentions:
            !followsWord && (isForeign[index] ? isFollowedByName(end) : namesGroup(end))
        case "[": isForeign[index] && beginsBracketedWord(sign, end)
        default: syntax.references.contains(sign) && isForeign[index] && isDigit(at: end)
        }
    }

    private func beginsBracketedWord(_ sign: Unicode.Scalar, _ end: Int) -> Bool {
        sign == "[" && syntax.bracketedWords.contains { signs.match($0 + ":", at: end) != nil }
    }

    private func isFollowedByName(_ end: Int) -> Bool {
        scalar(at: end).map { !$0.properties.isWhitespace && !$0.isGuard } ?? false
    }

    /// A mention written by the operator may insert a person's name from the event, but must not become a mention of a
    /// group: a name in ``ActiveSyntax/groupNames``, or a team, whose name contains a slash.
    private func namesGroup(_ start: Int) -> Bool {
        var name = "".unicodeScalars, hasCarriedPart = false, isPath = false
        var position = start
        while position < scalars.count {
            let (sign, end) = signs.sign(at: position)
            guard sign.isLetterOrDigit || "_-./".unicodeScalars.contains(sign) else { break }
            if isForeign[position] { (hasCarriedPart, isPath) = (true, isPath || sign == "/") }
            name.append(sign.asciiLowercased)
            position = end
        }
        guard hasCarriedPart else { return false }
        while let last = name.last, !last.isLetterOrDigit { name.removeLast() }
        return isPath || ActiveSyntax.groupNames.contains(String(name))
    }

    /// Whether a word that begins with a letter directly follows the slash. Carriage returns are skipped, because
    /// GitLab removes them first; other trackers treat them as line ends. If another slash directly follows the word,
    /// it is a path, not a command.
    private func isCommand(_ end: Int) -> Bool {
        guard syntax.commands, isLineStart, let first = skippingReturns(end), scalars[first].isLetter,
            isForeign[index] || isForeign[first] || isLineOfOthers
        else { return false }
        var position = first
        while let next = skippingReturns(position),
            scalars[next].isLetterOrDigit || scalars[next] == "_" || scalars[next] == "-"
        {
            position = next + 1
        }
        return scalar(at: position) != "/"
    }

    private func skippingReturns(_ start: Int) -> Int? { scalars[start...].firstIndex { $0 != "\r" } }

    private func isDigit(at position: Int) -> Bool {
        position < scalars.count && ("0"..."9").contains(signs.sign(at: position).scalar)
    }

    private func endOfNumberedWord() -> Int? {
        guard !syntax.numberedWords.isEmpty, isForeign[index],
            !(syntax.numberedWordsStandAlone && followsWord)
        else {
            return nil
        }
        return syntax.numberedWords.lazy.compactMap { signs.match($0, at: index) }.first { isDigit(at: $0) }
    }

    // MARK: Addresses

    /// Returns the end of the web address that begins here, or nil. Nothing inside an address is active, and a guard
    /// would break it. The host must contain a dot, because trackers link no other addresses. Hosts with an underscore
    /// in one of the last two labels are not linked either (https://github.github.com/gfm/#extended-autolink). Hosts
    /// that are not ASCII are not recognised.
    private func endOfAddress() -> Int? {
        guard scalars[index] == "h" || scalars[index] == "H", !follows(\.isLetterOrDigit),
            let scheme = ["https://", "http://"].first(where: { matches($0, at: index) })
        else { return nil }
        let start = index + scheme.utf8.count
        // The host is checked first because it is short. Searching for the end of the address first would take
        // quadratic time on a text with many schemes.
        let host = scalars[start...].prefix { $0.isLetterOrDigit || $0 == "." || $0 == "-" || $0 == "_" }
        guard host.first?.isLetterOrDigit == true, host.dropLast().contains("."),
            scalar(at: host.endIndex)?.isASCII != false,
            !host.split(separator: ".", omittingEmptySubsequences: false).suffix(2).contains(where: { $0.contains("_") }
            )
        else { return nil }
        return scalars[start...].firstIndex(where: \.endsAddress) ?? scalars.count
    }

    /// Copies an address, writing `@` as `%40` (RFC 3986, section 2.1): servers treat both alike, and not every tracker
    /// ignores mentions inside addresses.
    private mutating func copyAddress(to end: Int) {
        while index < end {
            let (sign, next) = signs.sign(at: index)
            if sign == "@", syntax.mentions, isForeign[index], !followsWord {
                output += "%40".unicodeScalars
                index = next
            } else if followsTag, let end = endOfReference(sign, next) {
                // The guard breaks the address, so the rest is scanned as text. That is how it will be read when the
                // text is copied again.
                copy(to: end, guarded: true)
                break
            } else if followsTag, copiedCommitID() {
                break
            } else {
                copy(to: index + 1, guarded: false)
            }
        }
        isLineStart = false
    }

    /// Returns the end of the sign or word that would make the number after it a reference if the address were text.
    private func endOfReference(_ sign: Unicode.Scalar, _ end: Int) -> Int? {
        let isReference = syntax.references.contains(sign) && isDigit(at: end)
        if scalars[index] != "%", isForeign[index], isReference || beginsBracketedWord(sign, end) { return end }
        return endOfStraySign() ?? endOfNumberedWord()
    }

    /// The end of a sign that begins a character reference which only HTML decodes. The guard after it leaves the text
    /// as Markdown shows it.
    private func endOfStraySign() -> Int? {
        guard let end = signs.endOfStraySign(at: index), isForeign[index] || isForeign[end] else { return nil }
        return end
    }

    /// Whether an HTML tag, comment or processing instruction may begin here; `<https://…>` is an address.
    private var beginsTag: Bool {
        guard scalars[index] == "<", let next = scalar(at: index + 1),
            next.isLetter || "/!?".unicodeScalars.contains(next)
        else {
            return false
        }
        return !matches("https://", at: index + 1) && !matches("http://", at: index + 1)
    }

    // MARK: Lookup

    private func scalar(at position: Int) -> Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

    private func follows(_ property: (Unicode.Scalar) -> Bool) -> Bool { index > 0 && property(scalars[index - 1]) }

    /// Whether the rendered text has a letter or digit of ASCII before this position.
    private var followsWord: Bool { follows(\.isLetterOrDigit) && !signs.followsBareName(index) }

    /// Compares with an ASCII word, case-insensitively.
    private func matches(_ word: String, at start: Int) -> Bool {
        guard start + word.unicodeScalars.count <= scalars.count else { return false }
        return zip(word.unicodeScalars, scalars[start...]).allSatisfy { $0.asciiLowercased == $1.asciiLowercased }
    }
}

extension Unicode.Scalar {
    /// One of `0` to `9`, `A` to `Z`, `a` to `z`.
    var isLetterOrDigit: Bool {
        switch self {
        case "0"..."9", "A"..."Z", "a"..."z": true
        default: false
        }
    }

    fileprivate var isLetter: Bool { isLetterOrDigit && !("0"..."9").contains(self) }

    var isGuard: Bool { self == ActiveSyntax.guardCharacter }

    fileprivate var isLineBreak: Bool {
        switch self {
        case "\n", "\r", "\u{0B}", "\u{0C}", "\u{85}", "\u{2028}", "\u{2029}": true
        default: false
        }
    }

    /// White space, the markers of quotes and lists in Markdown, and invisible characters.
    fileprivate var mayStandBeforeCommand: Bool {
        switch self {
        case ">", "-", "*", "+", ".", ")", "0"..."9": true
        default: properties.isWhitespace || properties.generalCategory == .format
        }
    }

    fileprivate var endsAddress: Bool {
        switch self {
        case "<", ">", "\"", "`", ")", "]", "\\", "|": true
        default: properties.isWhitespace || isGuard
        }
    }

    var asciiLowercased: Unicode.Scalar { ("A"..."Z").contains(self) ? Unicode.Scalar(UInt8(value) + 32) : self }
}
