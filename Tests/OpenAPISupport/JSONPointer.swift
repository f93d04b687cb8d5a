/// A location in a JSON document (RFC 6901).
package struct JSONPointer: Sendable, Hashable, CustomStringConvertible {
    /// The unescaped names and indices, from the root.
    package private(set) var tokens: [String]

    package init() { tokens = [] }

    /// Parses `/a/b~1c`, or a fragment `#/a/b~1c`.
    /// - Returns: nil for any other text.
    package init?(_ text: String) {
        let pointer = text.hasPrefix("#") ? text.dropFirst() : Substring(text)
        guard pointer.isEmpty || pointer.hasPrefix("/") else { return nil }
        tokens = pointer.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map {
            String($0).replacing("~1", with: "/").replacing("~0", with: "~")
        }
    }

    /// The pointer to a member or element of the value.
    package func appending(_ token: String) -> JSONPointer {
        var longer = self
        longer.tokens.append(token)
        return longer
    }

    /// The pointer to an element of the value.
    package func appending(_ index: Int) -> JSONPointer { appending(String(index)) }

    /// The escaped form `/a/b~1c`; empty for the root.
    package var description: String {
        tokens.map { "/" + $0.replacing("~", with: "~0").replacing("/", with: "~1") }.joined()
    }
}
