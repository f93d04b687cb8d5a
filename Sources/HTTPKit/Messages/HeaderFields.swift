package import HTTPTypes

/// The header fields of a request, decoded on access.
package struct HeaderFields: Sendable {
    private let head: RequestHead

    package init(head: RequestHead) {
        self.head = head
    }

    /// Creates header fields for a test.
    package init(_ fields: HTTPFields) {
        head = RequestHead(method: .get, target: "", fields: fields)
    }

    /// The number of field lines; a field may have several.
    package var count: Int { head.fields.count }

    /// The value of a field. Several lines are joined as RFC 9110, section 5.3, specifies; nil if the field is missing.
    package subscript(name: HTTPField.Name) -> String? {
        let all = values(name)
        if all.count < 2 { return all.first }
        return all.joined(separator: name == .cookie ? "; " : ", ")
    }

    /// The values of all lines of a field, in order.
    package func values(_ name: HTTPField.Name) -> [String] {
        var found: [String] = []
        forEachMatch(name) { found.append(head.text($0)) }
        return found
    }

    package func contains(_ name: HTTPField.Name) -> Bool {
        var found = false
        forEachMatch(name) { _ in found = true }
        return found
    }

    /// Calls `body` with the raw bytes of the field's first line; nil if the field is missing.
    package func withFirstValue<Result>(
        _ name: HTTPField.Name, _ body: (UnsafeBufferPointer<UInt8>?) throws -> Result
    ) rethrows -> Result {
        var first: Range<Int>?
        forEachMatch(name) { if first == nil { first = $0 } }
        return try head.bytes.withUnsafeBufferPointer { bytes in
            try body(first.map { UnsafeBufferPointer(rebasing: bytes[$0]) })
        }
    }

    /// All fields, decoded. Costs one or two allocations per field, so use it on rare paths only.
    package var fields: HTTPFields {
        var fields = HTTPFields()
        for range in head.fields {
            guard let name = HTTPField.Name(head.text(range.name)) else { continue }
            fields.append(HTTPField(name: name, value: head.bytes[range.value]))
        }
        return fields
    }

    private func forEachMatch(_ name: HTTPField.Name, _ body: (Range<Int>) -> Void) {
        var wanted = name.canonicalName
        wanted.withUTF8 { wanted in
            head.bytes.withUnsafeBufferPointer { bytes in
                for field in head.fields where field.name.count == wanted.count {
                    if bytes.matches(wanted, at: field.name.lowerBound) { body(field.value) }
                }
            }
        }
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// Whether the bytes at `offset` are equal to `lowercase`, ignoring ASCII case (RFC 9110, section 5.1).
    package func matches(_ lowercase: UnsafeBufferPointer<UInt8>, at offset: Int) -> Bool {
        var index = 0
        while index < lowercase.count {
            if self[offset &+ index].lowercasedASCII != lowercase[index] { return false }
            index &+= 1
        }
        return true
    }
}
