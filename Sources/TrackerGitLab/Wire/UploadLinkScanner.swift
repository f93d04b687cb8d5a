/// Finds links to uploads in one line of an untrusted text, in linear time for any input.
struct UploadLinkScanner {
    private static let opening = Array("](/uploads/".utf8)
    private static let backslash = UInt8(ascii: "\\")
    /// The bytes that end the search for the end of a URL. The closing parenthesis is the end; names of uploads contain
    /// none of the others, because GitLab replaces them by underscores.
    private static let targetEnds = Set(")([]".utf8)

    private let line: [UInt8]

    init(_ line: [UInt8]) { self.line = line }

    /// The possible links to uploads, in order.
    func links() -> [GitLab.UploadLink] {
        var links: [GitLab.UploadLink] = []
        var rest = 0
        while let target = line[rest...].firstRange(of: Self.opening) {
            // The search for a name starts after the previous match, so that no byte is searched twice.
            if let link = link(target, from: rest) { links.append(link) }
            rest = target.upperBound
        }
        return links
    }

    private func link(_ target: Range<Int>, from earliest: Int) -> GitLab.UploadLink? {
        guard let end = line[target.upperBound...].firstIndex(where: Self.targetEnds.contains),
            line[end] == UInt8(ascii: ")"),
            let open = nameStart(before: target.lowerBound, from: earliest)
        else { return nil }
        let isPicture = open > earliest && line[open - 1] == UInt8(ascii: "!")
        return GitLab.UploadLink(
            name: unescaped(line[(open + 1)..<target.lowerBound]), id: text(line[target.upperBound..<end]),
            markdown: text(line[(isPicture ? open - 1 : open)...end]))
    }

    /// The index of the bracket that opens a link's name, searched backwards from its end. A bracket after a backslash
    /// is escaped.
    private func nameStart(before end: Int, from earliest: Int) -> Int? {
        var index = end
        while index > earliest {
            index -= 1
            guard line[index] == UInt8(ascii: "[") else { continue }
            if index == earliest || line[index - 1] != Self.backslash { return index }
            index -= 1
        }
        return nil
    }

    private func unescaped(_ name: ArraySlice<UInt8>) -> String {
        var result: [UInt8] = [], isEscaped = false
        for byte in name {
            if byte == Self.backslash, !isEscaped {
                isEscaped = true
            } else {
                result.append(byte)
                isEscaped = false
            }
        }
        return text(result[...])
    }

    private func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }
}
