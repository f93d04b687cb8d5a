/// The opening line of a [fenced code block](https://spec.commonmark.org/0.31.2/#fenced-code-blocks).
package struct CodeFence: Sendable {
    private let indent: Int
    private let sign: UInt8
    private let count: Int

    private static let shortest = 3

    /// Parses a line; nil if it does not open a code block.
    package init?(_ line: MarkdownLine) {
        guard let run = Self.run(line), run.sign != UInt8(ascii: "`") || !run.rest.contains(UInt8(ascii: "`")) else {
            return nil
        }
        (indent, sign, count) = (line.indent, run.sign, run.count)
    }

    /// Whether the line closes the block.
    package func isClosed(by line: MarkdownLine) -> Bool {
        guard let run = Self.run(line) else { return false }
        return run.sign == sign && run.count >= count && run.rest.allSatisfy(\.isBlank)
    }

    private static func run(_ line: MarkdownLine) -> (sign: UInt8, count: Int, rest: Substring.UTF8View)? {
        guard line.indent < ListItems.codeIndent, let sign = line.text.first,
            sign == UInt8(ascii: "`") || sign == UInt8(ascii: "~")
        else { return nil }
        let rest = line.text.drop { $0 == sign }
        let count = line.text.count - rest.count
        return count < shortest ? nil : (sign, count, rest)
    }
}

extension CodeFence {
    /// The line that closes the block inside a list item whose content begins at `column`.
    func closing(in column: Int) -> String {
        String(repeating: " ", count: column + indent)
            + String(repeating: String(Character(Unicode.Scalar(sign))), count: count)
    }
}
