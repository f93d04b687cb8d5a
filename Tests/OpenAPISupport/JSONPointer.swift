/// A place in a JSON document (RFC 6901).
package struct JSONPointer: Sendable, Hashable, CustomStringConvertible {
    /// The unescaped names and positions from the root.
    package private(set) var tokens: [String]

    /// The root.
    package init() { tokens = [] }

    /// Reads `/a/b~1c`, or a fragment `#/a/b~1c`.
    /// - Returns: nil for text that is neither.
    package init?(_ text: String) {
        let pointer = text.hasPrefix("#") ? text.dropFirst() : Substring(text)
        guard pointer.isEmpty || pointer.hasPrefix("/") else { return nil }
        tokens = pointer.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map {
            String($0).replacing("~1", with: "/").replacing("~0", with: "~")
        }
    }

    /// The member or element below this place.
    package func appending(_ token: String) -> JSONPointer {
        var longer = self
        longer.tokens.append(token)
        return longer
    }

    /// The element below this place.
    package func appending(_ index: Int) -> JSONPointer { appending(String(index)) }

    /// `/a/b~1c`; empty for the root.
    package var description: String {
        tokens.map { "/" + $0.replacing("~", with: "~0").replacing("/", with: "~1") }.joined()
    }
}
