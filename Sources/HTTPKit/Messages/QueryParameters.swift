import HTTPTypes

/// The parameters of a query in their order, percent-decoded on access.
///
/// In `a=1&b=x+y&a=2`, names may repeat and a plus sign is a space (WHATWG URL, section 5.1). A name without `=` has an
/// empty value.
package struct QueryParameters: Sendable {
    private let head: RequestHead

    package init(head: RequestHead) {
        self.head = head
    }

    /// Creates parameters from a raw query without the question mark.
    package init(_ query: String) {
        head = RequestHead(method: .get, target: "?" + query, fields: [:])
    }

    /// Whether the query is missing or empty.
    package var isEmpty: Bool { head.query.isEmpty }

    /// The raw query, without the question mark.
    package var raw: String { head.text(head.query) }

    /// The first value of a parameter; nil if it is missing, and empty if it has no value.
    package subscript(name: String) -> String? {
        items.first { $0.name == name }?.value
    }

    /// All values of a parameter, in their order.
    package func values(_ name: String) -> [String] {
        items.filter { $0.name == name }.map(\.value)
    }

    /// The distinct names, in order of their first occurrence.
    package var names: [String] {
        var seen: Set<String> = []
        return items.map(\.name).filter { seen.insert($0).inserted }
    }

    /// The decoded names and values, in their order.
    package var items: [(name: String, value: String)] {
        guard !isEmpty else { return [] }
        return head.bytes.withUnsafeBufferPointer { bytes in
            bytes[head.query].split(separator: UInt8(ascii: "&")).map { Self.item(UnsafeBufferPointer(rebasing: $0)) }
        }
    }

    private static func item(_ bytes: UnsafeBufferPointer<UInt8>) -> (name: String, value: String) {
        let sign = bytes.firstIndex(of: UInt8(ascii: "=")) ?? bytes.count
        let name = UnsafeBufferPointer(rebasing: bytes[..<sign])
        let value = UnsafeBufferPointer(rebasing: bytes[Swift.min(sign + 1, bytes.count)...])
        return (PercentDecoding.lenient(name, plus: .space), PercentDecoding.lenient(value, plus: .space))
    }
}
