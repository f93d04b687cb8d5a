/// Finds links to uploads in one line of a text that anybody may have written: each byte is looked at a fixed number of
/// times, whatever the line holds.
struct UploadLinkScanner {
    private static let opening = Array("](/uploads/".utf8)
    private static let backslash = UInt8(ascii: "\\")
    /// What ends the search for the end of a target: a closing bracket is its end, and the names of uploads hold none
    /// of the others, since GitLab puts underscores in their place.
    private static let targetEnds = Set(")([]".utf8)

    private let line: [UInt8]

    /// Looks at a line.
    init(_ line: [UInt8]) { self.line = line }

    /// What looks like a link to an upload, in order.
    func links() -> [GitLab.UploadLink] {
        var links: [GitLab.UploadLink] = []
        var rest = 0
        while let target = line[rest...].firstRange(of: Self.opening) {
            // A name begins behind the last opening that was found, so that no byte is searched for it twice.
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

    /// Where the bracket of a link's name opens, seen from its end; one behind a backslash opens nothing.
    private func nameStart(before end: Int, from earliest: Int) -> Int? {
        var place = end
        while place > earliest {
            place -= 1
            guard line[place] == UInt8(ascii: "[") else { continue }
            if place == earliest || line[place - 1] != Self.backslash { return place }
            place -= 1
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
