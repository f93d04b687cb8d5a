/// The percent-decoded path segments that matched the variables of a route's pattern.
package struct PathParameters: Sendable, Hashable {
    private var items: [Item] = []

    private struct Item: Sendable, Hashable {
        let name: String
        let value: String
    }

    package init() {}

    /// Creates parameters for a test.
    package init(_ values: KeyValuePairs<String, String>) {
        items = values.map { Item(name: $0.key, value: $0.value) }
    }

    /// The value of a parameter; nil if the pattern has no parameter of this name.
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
