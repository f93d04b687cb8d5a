/// Converts one line of Markdown to plain text: without emphasis, code spans, links, images and HTML tags. Works on
/// bytes, because all Markdown syntax is ASCII.
struct PlainLine {
    /// How far to search for the end of a link text or a tag, in bytes (four times as far for a code span). Without a
    /// limit, a line of brackets would take quadratic time.
    private static let reach = 300

    private var rest: ArraySlice<UInt8>
    private var output: [UInt8] = []

    static func text(_ line: Substring) -> String {
        var plain = PlainLine(rest: Array(line.utf8)[...])
        plain.run()
        return String(decoding: plain.output, as: UTF8.self)
    }

    private mutating func run() {
        while let first = rest.first {
            switch first {
            case UInt8(ascii: "`"): code()
            case UInt8(ascii: "!") where rest.dropFirst().first == UInt8(ascii: "[") && link(rest.dropFirst()) != nil:
                rest = rest.dropFirst()
            case UInt8(ascii: "["):
                if let link = link(rest) { add(link) } else { keep() }
            case UInt8(ascii: "<"):
                if let end = tagEnd { add(tag: rest[(rest.startIndex + 1)..<end], end) } else { keep() }
            case UInt8(ascii: "*"), UInt8(ascii: "_"): emphasis(first)
            case UInt8(ascii: "\\") where rest.dropFirst().first.map(Self.isPunctuation) == true:
                rest = rest.dropFirst()
                keep()
            default: keep()
            }
        }
    }

    private mutating func keep() {
        if let first = rest.popFirst() { output.append(first) }
    }

    /// A code span: the text between two runs of equally many backticks (CommonMark, section 6.1).
    private mutating func code() {
        let marks = rest.prefix { $0 == UInt8(ascii: "`") }
        rest = rest.dropFirst(marks.count)
        var run = 0
        for index in rest.indices.prefix(Self.reach * 4) {
            run = rest[index] == UInt8(ascii: "`") ? run + 1 : 0
            let isEnd = run == marks.count && (index + 1 == rest.endIndex || rest[index + 1] != UInt8(ascii: "`"))
            guard isEnd else { continue }
            output += rest[..<(index + 1 - run)]
            rest = rest[(index + 1)...]
            return
        }
        output += marks
    }

    /// Emphasis markers are removed. An underscore within a word, or a marker between spaces, is not emphasis
    /// (CommonMark, section 6.2).
    private mutating func emphasis(_ sign: UInt8) {
        let marks = rest.prefix { $0 == sign }
        let before = output.last, after = rest.dropFirst(marks.count).first
        let isWithin = sign == UInt8(ascii: "_") && Self.isWord(before) && Self.isWord(after)
        let isFree = before.map(Self.isSpace) ?? true && after.map(Self.isSpace) ?? true
        if isWithin || isFree { output += marks }
        rest = rest.dropFirst(marks.count)
    }

    /// `[text](address)`.
    private struct Link {
        var text: ArraySlice<UInt8>
        var address: ArraySlice<UInt8>
        var rest: ArraySlice<UInt8>
    }

    private mutating func add(_ link: Link) {
        var inner = PlainLine(rest: link.text)
        inner.run()
        output += inner.output
        if !link.address.isEmpty, !link.address.elementsEqual(inner.output) {
            output += inner.output.isEmpty ? Array(link.address) : Array(" (".utf8) + link.address + Array(")".utf8)
        }
        rest = link.rest
    }

    private func link(_ bytes: ArraySlice<UInt8>) -> Link? {
        var depth = 0
        for index in bytes.indices.prefix(Self.reach) {
            if bytes[index] == UInt8(ascii: "[") { depth += 1 }
            if bytes[index] == UInt8(ascii: "]") { depth -= 1 }
            guard depth == 0 else { continue }
            let after = bytes[(index + 1)...]
            guard after.first == UInt8(ascii: "("), let end = after.prefix(2000).firstIndex(of: UInt8(ascii: ")"))
            else { return nil }
            let address = after[(index + 2)..<end].prefix { !Self.isSpace($0) }
            return Link(text: bytes[(bytes.startIndex + 1)..<index], address: address, rest: after[(end + 1)...])
        }
        return nil
    }

    /// The end of a tag or autolink such as `<details>`, `</p>` or `<https://example.org>`; nil if there is none.
    private var tagEnd: Int? {
        guard let first = rest.dropFirst().first, Self.isWord(first) || first == UInt8(ascii: "/") else { return nil }
        let inside = rest.dropFirst().prefix(Self.reach)
        guard let end = inside.firstIndex(where: { $0 == UInt8(ascii: ">") || $0 == UInt8(ascii: "<") }) else {
            return nil
        }
        return inside[end] == UInt8(ascii: ">") ? end : nil
    }

    /// Keeps the address of an autolink; drops a tag.
    private mutating func add(tag: ArraySlice<UInt8>, _ end: Int) {
        let isAddress = tag.contains(UInt8(ascii: ":")) || tag.contains(UInt8(ascii: "@"))
        if isAddress, !tag.contains(where: Self.isSpace) { output += tag }
        rest = rest[(end + 1)...]
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
    private static func isWord(_ byte: UInt8?) -> Bool {
        byte.map { $0 >= 0x80 || ($0.isWordCharacter && $0 != UInt8(ascii: "_")) } ?? false
    }
    private static func isPunctuation(_ byte: UInt8) -> Bool { (0x21...0x7E).contains(byte) && !isWord(byte) }
}
