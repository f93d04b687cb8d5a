import HTTPKit
import HTTPTypes

/// The field in which proxies tell whom they were called by.
package enum ForwardedField: String, Sendable, Hashable, CaseIterable {
    /// A list of addresses, to which each proxy adds one at the end.
    case xForwardedFor = "x-forwarded-for"
    /// The same with names ([RFC 7239](https://www.rfc-editor.org/rfc/rfc7239)).
    case forwarded

    /// Whom each proxy was called by, in the order of the field: the last proxy's word is the last. Nil for one that
    /// can't be read.
    func hops(_ headers: HeaderFields) -> [String?] {
        switch self {
        case .xForwardedFor:
            headers.values(.xForwardedFor).flatMap { line in
                line.split(separator: ",").map { $0.trimmingBlanks }.filter { !$0.isEmpty }
            }
        case .forwarded:
            // A line that can't be read must not hide those that the next proxies add.
            headers.values(.forwarded).flatMap { line -> [String?] in
                var parser = ForwardedParser(line)
                return parser.hops() ?? [nil]
            }
        }
    }
}

extension Substring {
    /// Without spaces and tabs at both ends.
    fileprivate var trimmingBlanks: String {
        let isBlank = { (character: Character) in character == " " || character == "\t" }
        guard let start = firstIndex(where: { !isBlank($0) }), let end = lastIndex(where: { !isBlank($0) }) else {
            return ""
        }
        return String(self[start...end])
    }
}
