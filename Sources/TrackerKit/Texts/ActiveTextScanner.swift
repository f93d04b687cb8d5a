/// Goes through a text once, and puts a guard behind every sign that would act.
///
/// Code is no exception: where a block of code begins and ends depends on lists, quotes and HTML around it, and an
/// attacker chooses those.
struct ActiveTextScanner {
    private let syntax: ActiveSyntax
    private let signs: SignReader
    private let isForeign: [Bool]
    /// An array, because a `String.UnicodeScalarView` counts all its scalars each time a sequence is appended: with one
    /// append per sign, the time would grow with the square of the length.
    private var output: [Unicode.Scalar] = []
    private var index = 0
    /// Whether nothing stands before on the line but white space and what begins quotes and lists.
    private var isLineStart = true
    /// Whether a tag of HTML stands before: Markdown is not read in blocks of HTML, and addresses there become no
    /// links.
    private var followsTag = false

    init(_ text: CarriedText, syntax: ActiveSyntax) {
        self.syntax = syntax
        var scalars: [Unicode.Scalar] = [], isForeign: [Bool] = []
        for part in text.parts {
            let before = scalars.count
            scalars += part.text.unicodeScalars
            isForeign += repeatElement(part.isForeign, count: scalars.count - before)
        }
        let read = { SignReader($0, percentEncoding: syntax.percentEncoding) }
        let places = OwnAddressScanner(read(scalars), isForeign, syntax).guardedPlaces
        signs = read(Self.inserting(ActiveSyntax.guardCharacter, into: scalars, at: places))
        self.isForeign = Self.inserting(true, into: isForeign, at: places)
    }

    private static func inserting<Element>(_ element: Element, into elements: [Element], at places: [Int]) -> [Element]
    {
        guard !places.isEmpty else { return elements }
        var result: [Element] = [], start = 0
        result.reserveCapacity(elements.count + places.count)
        for place in places {
            result += elements[start..<place]
            result.append(element)
            start = place
        }
        return result + elements[start...]
    }

    private var scalars: [Unicode.Scalar] { signs.scalars }

    mutating func neutralized() -> String {
        while index < scalars.count {
            if let end = endOfAddress() {
                copyAddress(to: end)
            } else if let end = endOfNumberedWord() {
                copy(to: end, guarded: true)
                isLineStart = false
            } else if !copiedCommitID() {
                var (sign, end) = signs.sign(at: index)
                let guarded = acts(sign, end)
                if !guarded { (sign, end) = signs.character(at: index) }
                followsTag = followsTag || beginsTag
                copy(to: end, guarded: guarded)
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

    /// Copies the identifier of a commit in parts, and answers whether one begins here.
    private mutating func copiedCommitID() -> Bool {
        guard syntax.commitIDs else { return false }
        let ends = CommitIDScanner(signs: signs).ends(at: index)
        guard let last = ends.last, isForeign[index..<last].contains(true) else { return false }
        for end in ends { copy(to: end, guarded: end != last) }
        isLineStart = false
        return true
    }

    // MARK: What acts

    private func acts(_ sign: Unicode.Scalar, _ end: Int) -> Bool {
        switch sign {
        case "/": isCommand(end)
        case "@" where syntax.mentions:
            !follows(\.isLetterOrDigit) && (isForeign[index] ? isFollowedByName(end) : namesGroup(end))
        case "[": isForeign[index] && syntax.bracketedWords.contains { signs.match($0 + ":", at: end) != nil }
        default: syntax.references.contains(sign) && isForeign[index] && isDigit(at: end)
        }
    }

    private func isFollowedByName(_ end: Int) -> Bool {
        scalar(at: end).map { !$0.properties.isWhitespace && !$0.isGuard } ?? false
    }

    /// The operator's own sign mentions the person whose name the event has, but no group: neither all people nor a
    /// team, which only names with a slash are.
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

    /// A word right behind the slash, which begins with a letter. GitLab takes carriage returns out before it looks,
    /// others end a line there. With another slash directly behind it, it is a path.
    private func isCommand(_ end: Int) -> Bool {
        guard syntax.commands, isLineStart, let first = skippingReturns(end), scalars[first].isLetter,
            isForeign[index] || isForeign[first]
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
            !(syntax.numberedWordsStandAlone && follows(\.isLetterOrDigit))
        else {
            return nil
        }
        return syntax.numberedWords.lazy.compactMap { signs.match($0, at: index) }.first { isDigit(at: $0) }
    }

    // MARK: Addresses

    /// Where an address of the web ends that begins here: nothing in it acts, and a guard would break it. Its host must
    /// have a dot: trackers make links of no others, and none where one of the last two parts of the host has an
    /// underscore (https://github.github.com/gfm/#extended-autolink). Hosts that are not ASCII are not read.
    private func endOfAddress() -> Int? {
        guard scalars[index] == "h" || scalars[index] == "H", !follows(\.isLetterOrDigit),
            let scheme = ["https://", "http://"].first(where: { matches($0, at: index) })
        else { return nil }
        let start = index + scheme.utf8.count
        // The host first: it is short, and looking for the end of each of many schemes would take time in proportion to
        // all that follows.
        let host = scalars[start...].prefix { $0.isLetterOrDigit || $0 == "." || $0 == "-" || $0 == "_" }
        guard host.first?.isLetterOrDigit == true, host.dropLast().contains("."),
            scalar(at: host.endIndex)?.isASCII != false,
            !host.split(separator: ".", omittingEmptySubsequences: false).suffix(2).contains(where: { $0.contains("_") }
            )
        else { return nil }
        return scalars[start...].firstIndex(where: \.endsAddress) ?? scalars.count
    }

    /// `@` is written as `%40` (RFC 3986, section 2.1), which is the same address to servers: not every tracker spares
    /// addresses.
    private mutating func copyAddress(to end: Int) {
        while index < end {
            let (sign, next) = signs.sign(at: index)
            if sign == "@", syntax.mentions, isForeign[index], !follows(\.isLetterOrDigit) {
                output += "%40".unicodeScalars
                index = next
            } else if followsTag, let end = endOfReference(sign, next) {
                // The address is broken here, so the rest is read as text: as it will be when the text is copied again.
                copy(to: end, guarded: true)
                break
            } else {
                copy(to: index + 1, guarded: false)
            }
        }
        isLineStart = false
    }

    /// Where the sign or word ends that would make a reference of the number behind it, if the address were text.
    private func endOfReference(_ sign: Unicode.Scalar, _ end: Int) -> Int? {
        if scalars[index] != "%", syntax.references.contains(sign), isForeign[index], isDigit(at: end) { return end }
        return endOfNumberedWord()
    }

    /// Whether a tag, comment or instruction of HTML may begin here; `<https://…>` is an address.
    private var beginsTag: Bool {
        guard scalars[index] == "<", let next = scalar(at: index + 1),
            next.isLetter || "/!?".unicodeScalars.contains(next)
        else {
            return false
        }
        return !matches("https://", at: index + 1) && !matches("http://", at: index + 1)
    }

    // MARK: Reading

    private func scalar(at position: Int) -> Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

    private func follows(_ property: (Unicode.Scalar) -> Bool) -> Bool { index > 0 && property(scalars[index - 1]) }

    /// Compares with ASCII, in any case.
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

    /// White space, what begins quotes and lists in Markdown, and what nobody sees.
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
