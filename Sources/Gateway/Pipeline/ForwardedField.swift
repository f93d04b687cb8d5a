import HTTPKit
import HTTPTypes

/// The header in which proxies report the address that called them.
package enum ForwardedField: String, Sendable, Hashable, CaseIterable {
    /// A list of addresses, to which each proxy appends one.
    case xForwardedFor = "x-forwarded-for"
    /// A list of elements with parameters ([RFC 7239](https://www.rfc-editor.org/rfc/rfc7239)).
    case forwarded

    /// The addresses in the header, in order: the last proxy's entry is last. Nil for an entry that cannot be parsed.
    func hops(_ headers: HeaderFields) -> [String?] {
        switch self {
        case .xForwardedFor:
            headers.values(.xForwardedFor).flatMap { line in
                line.split(separator: ",").map { $0.trimmingBlanks }.filter { !$0.isEmpty }
            }
        case .forwarded:
            // A malformed line must not hide the lines that later proxies add.
            headers.values(.forwarded).flatMap { line -> [String?] in
                var parser = ForwardedParser(line)
                return parser.hops() ?? [nil]
            }
        }
    }
}

extension Substring {
    fileprivate var trimmingBlanks: String {
        let isBlank = { (character: Character) in character == " " || character == "\t" }
        guard let start = firstIndex(where: { !isBlank($0) }), let end = lastIndex(where: { !isBlank($0) }) else {
            return ""
        }
        return String(self[start...end])
    }
}
