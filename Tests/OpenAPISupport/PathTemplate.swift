/// A path of the document, such as `/api/v1/channels/{slug}`.
package struct PathTemplate: Sendable, Hashable, CustomStringConvertible {
    /// The path as it is in the document.
    package let text: String
    private let segments: [Substring]

    package init(_ text: String) {
        self.text = text
        segments = text.split(separator: "/", omittingEmptySubsequences: false)
    }

    package var description: String { text }

    /// The number of literal segments. If several templates match, the one with the most takes precedence (OpenAPI
    /// 3.1.0, section 4.8.8.2).
    var literalCount: Int { segments.count { !$0.hasPrefix("{") } }

    /// Whether a raw path without a query matches. A parameter matches one segment that is not empty.
    package func matches(_ path: String) -> Bool {
        let given = path.split(separator: "/", omittingEmptySubsequences: false)
        guard given.count == segments.count else { return false }
        return zip(segments, given).allSatisfy { $0.hasPrefix("{") ? !$1.isEmpty : $0 == $1 }
    }
}
