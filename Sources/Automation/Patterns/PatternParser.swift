/// Parses a pattern in the syntax of ECMA-262, without backreferences and lookaround.
struct PatternParser {
    /// The maximum nesting of groups, to protect the stack.
    private static let maximumDepth = 50
    /// The maximum count in a repetition.
    private static let maximumCount = 1000

    private var rest: ArraySlice<Unicode.Scalar>
    private var depth = 0

    init(_ text: String) { rest = Array(text.unicodeScalars)[...] }

    /// Parses the whole pattern.
    mutating func parse() throws(LinearPattern.Fault) -> PatternNode {
        let node = try choice()
        guard rest.isEmpty else { throw LinearPattern.Fault(detail: "has an unmatched )") }
        return node
    }

    private mutating func choice() throws(LinearPattern.Fault) -> PatternNode {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.maximumDepth else { throw LinearPattern.Fault(detail: "nests groups too deeply") }
        var branches = [try sequence()]
        while take("|") { branches.append(try sequence()) }
        return branches.count == 1 ? branches[0] : .choice(branches)
    }

    private mutating func sequence() throws(LinearPattern.Fault) -> PatternNode {
        var nodes: [PatternNode] = []
        while let next = rest.first, next != "|", next != ")" {
            let node = try atom()
            nodes.append(try repeated(node))
        }
        return nodes.isEmpty ? .empty : .sequence(nodes)
    }

    private mutating func atom() throws(LinearPattern.Fault) -> PatternNode {
        let scalar = rest.removeFirst()
        switch scalar {
        case "(": return try group()
        case "[": return .character(try bracket())
        case ".": return .character(.init(ranges: [0x0A...0x0A, 0x0D...0x0D, 0x2028...0x2029], isNegated: true))
        case "^": return .assertion(.start)
        case "$": return .assertion(.end)
        case "\\": return try escape()
        case "*", "+", "?": throw LinearPattern.Fault(detail: "has nothing to repeat before \(scalar)")
        default: return .character(.init(ranges: [scalar.value...scalar.value]))
        }
    }

    private mutating func group() throws(LinearPattern.Fault) -> PatternNode {
        if take("?") {
            let isNamed = rest.starts(with: "<".unicodeScalars) && !["=", "!"].contains(rest.dropFirst().first)
            if isNamed, let end = rest.firstIndex(of: ">") {
                rest = rest[(end + 1)...]
            } else if !take(":") {
                throw LinearPattern.Fault(detail: "must not use lookaround")
            }
        }
        let node = try choice()
        guard take(")") else { throw LinearPattern.Fault(detail: "has an unclosed group") }
        return node
    }

    private mutating func repeated(_ node: PatternNode) throws(LinearPattern.Fault) -> PatternNode {
        var bounds: (Int, Int?)?
        if take("*") {
            bounds = (0, nil)
        } else if take("+") {
            bounds = (1, nil)
        } else if take("?") {
            bounds = (0, 1)
        } else if rest.first == "{" {
            bounds = try counts()
        }
        guard let bounds else { return node }
        // A lazy quantifier is accepted: laziness does not affect whether there is a match.
        _ = take("?")
        if let next = rest.first, "*+?".unicodeScalars.contains(next) {
            throw LinearPattern.Fault(detail: "repeats a quantifier")
        }
        return .repetition(node, bounds.0, bounds.1)
    }

    /// A counted repetition: `{2}`, `{2,}`, `{2,5}`.
    private mutating func counts() throws(LinearPattern.Fault) -> (Int, Int?) {
        guard let end = rest.firstIndex(of: "}") else {
            throw LinearPattern.Fault(detail: "has an unclosed {")
        }
        let text = String(String.UnicodeScalarView(rest[(rest.startIndex + 1)..<end]))
        rest = rest[(end + 1)...]
        let parts = text.split(separator: ",", omittingEmptySubsequences: false).map {
            $0.allSatisfy(\.isASCIIDigit) ? Int($0) : nil
        }
        let numbers = parts.compactMap { $0 }
        guard let least = parts.first ?? nil, parts.count <= 2, numbers.allSatisfy({ $0 <= Self.maximumCount }),
            numbers.count == parts.count || text.hasSuffix(",")
        else { throw LinearPattern.Fault(detail: "has an invalid repetition count: {\(text)}") }
        let most = parts.count == 1 ? least : parts[1]
        if let most, most < least { throw LinearPattern.Fault(detail: "has an invalid repetition count: {\(text)}") }
        return (least, most)
    }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard rest.first == scalar else { return false }
        rest.removeFirst()
        return true
    }

    // MARK: Sets

    private mutating func escape() throws(LinearPattern.Fault) -> PatternNode {
        switch rest.first {
        case "b":
            rest.removeFirst()
            return .assertion(.wordBoundary)
        case "B":
            rest.removeFirst()
            return .assertion(.noWordBoundary)
        default: return .character(try escapedSet())
        }
    }

    private mutating func escapedSet() throws(LinearPattern.Fault) -> LinearPattern.CharacterSet {
        guard let scalar = rest.popFirst() else { throw LinearPattern.Fault(detail: "ends with a backslash") }
        if let known = LinearPattern.CharacterSet.named(scalar) { return known }
        let value: UInt32
        switch scalar {
        case "t": value = 0x09
        case "n": value = 0x0A
        case "v": value = 0x0B
        case "f": value = 0x0C
        case "r": value = 0x0D
        case "0": value = 0
        case "x": value = try hexadecimal(2)
        case "u": value = try hexadecimal(4)
        default:
            // Other escaped letters and digits have a different meaning in regular expressions: backreferences,
            // character properties.
            let isPlain = scalar.value >= 0x80 || !UInt8(scalar.value).isWordCharacter || scalar == "_"
            guard isPlain else { throw LinearPattern.Fault(detail: "must not use \\\(scalar)") }
            value = scalar.value
        }
        return .init(ranges: [value...value])
    }

    private mutating func hexadecimal(_ count: Int) throws(LinearPattern.Fault) -> UInt32 {
        let digits = String(String.UnicodeScalarView(rest.prefix(count)))
        guard digits.utf8.count == count, digits.allSatisfy(\.isHexDigit), let value = UInt32(digits, radix: 16) else {
            throw LinearPattern.Fault(detail: "has an invalid hexadecimal escape")
        }
        rest = rest.dropFirst(count)
        return value
    }

    private mutating func bracket() throws(LinearPattern.Fault) -> LinearPattern.CharacterSet {
        var set = LinearPattern.CharacterSet(ranges: [], isNegated: take("^"))
        while let scalar = rest.popFirst() {
            if scalar == "]" { return set }
            let first = try member(scalar)
            guard rest.first == "-", let after = rest.dropFirst().first, after != "]" else {
                set.ranges += first.allRanges
                continue
            }
            rest = rest.dropFirst(2)
            let last = try member(after)
            guard let low = first.single, let high = last.single, low <= high else {
                throw LinearPattern.Fault(detail: "has an invalid character range")
            }
            set.ranges.append(low...high)
        }
        throw LinearPattern.Fault(detail: "has an unclosed [")
    }

    private mutating func member(_ scalar: Unicode.Scalar) throws(LinearPattern.Fault) -> LinearPattern.CharacterSet {
        guard scalar == "\\" else { return .init(ranges: [scalar.value...scalar.value]) }
        if take("b") { return .init(ranges: [0x08...0x08]) }
        return try escapedSet()
    }
}

extension LinearPattern.CharacterSet {
    private static let digits: [ClosedRange<UInt32>] = [0x30...0x39]
    private static let words: [ClosedRange<UInt32>] = [0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A]
    /// `WhiteSpace` and `LineTerminator` of ECMA-262.
    private static let spaces: [ClosedRange<UInt32>] = [
        0x09...0x0D, 0x20...0x20, 0xA0...0xA0, 0x1680...0x1680, 0x2000...0x200A, 0x2028...0x2029, 0x202F...0x202F,
        0x205F...0x205F,
        0x3000...0x3000, 0xFEFF...0xFEFF,
    ]

    /// The sets of `\d`, `\w`, `\s` and their complements.
    static func named(_ scalar: Unicode.Scalar) -> Self? {
        switch scalar {
        case "d": Self(ranges: digits)
        case "D": Self(ranges: digits, isNegated: true)
        case "w": Self(ranges: words)
        case "W": Self(ranges: words, isNegated: true)
        case "s": Self(ranges: spaces)
        case "S": Self(ranges: spaces, isNegated: true)
        default: nil
        }
    }

    /// The only character of the set; nil if there are several.
    var single: UInt32? {
        guard !isNegated, ranges.count == 1, ranges[0].count == 1 else { return nil }
        return ranges[0].lowerBound
    }

    /// The ranges of the set, with the negation applied.
    var allRanges: [ClosedRange<UInt32>] {
        guard isNegated else { return ranges }
        var gaps: [ClosedRange<UInt32>] = []
        var next: UInt32 = 0
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if range.lowerBound > next { gaps.append(next...(range.lowerBound - 1)) }
            next = range.upperBound + 1
        }
        gaps.append(next...0x10FFFF)
        return gaps
    }
}

extension Character {
    fileprivate var isASCIIDigit: Bool { ("0"..."9").contains(self) && isASCII }
}
