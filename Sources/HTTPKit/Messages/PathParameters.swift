/// What the variable segments of a route's pattern matched, percent-decoded.
package struct PathParameters: Sendable, Hashable {
    private var items: [Item] = []

    private struct Item: Sendable, Hashable {
        let name: String
        let value: String
    }

    /// No parameters.
    package init() {}

    /// Parameters from pairs of name and value: for tests.
    package init(_ values: KeyValuePairs<String, String>) {
        items = values.map { Item(name: $0.key, value: $0.value) }
    }

    /// The value of a parameter; nil when the pattern has none of this name.
    package subscript(name: String) -> String? {
        items.first { $0.name == name }?.value
    }

    mutating func append(_ value: String, for name: String) {
        items.append(Item(name: name, value: value))
    }

    mutating func removeLast() {
        items.removeLast()
    }
}
