package import HTTPTypes

/// The header fields of a request, decoded only when they are asked for.
package struct HeaderFields: Sendable {
    private let head: RequestHead

    /// The fields of a head.
    package init(head: RequestHead) {
        self.head = head
    }

    /// Header fields that were not received but made: for tests.
    package init(_ fields: HTTPFields) {
        head = RequestHead(method: .get, target: "", fields: fields)
    }

    /// How many field lines there are.
    package var count: Int { head.fields.count }

    /// The value of a field; several lines of it are joined as RFC 9110, section 5.3 says. Nil when the field is
    /// absent.
    package subscript(name: HTTPField.Name) -> String? {
        let all = values(name)
        if all.count < 2 { return all.first }
        return all.joined(separator: name == .cookie ? "; " : ", ")
    }

    /// The values of every line of a field, in their order.
    package func values(_ name: HTTPField.Name) -> [String] {
        var found: [String] = []
        forEachMatch(name) { found.append(head.text($0)) }
        return found
    }

    /// Whether the field was sent.
    package func contains(_ name: HTTPField.Name) -> Bool {
        var found = false
        forEachMatch(name) { _ in found = true }
        return found
    }

    /// Calls `body` with the raw bytes of the field's first line, nil when the field is absent.
    package func withFirstValue<Result>(
        _ name: HTTPField.Name, _ body: (UnsafeBufferPointer<UInt8>?) throws -> Result
    ) rethrows -> Result {
        var first: Range<Int>?
        forEachMatch(name) { if first == nil { first = $0 } }
        return try head.bytes.withUnsafeBufferPointer { bytes in
            try body(first.map { UnsafeBufferPointer(rebasing: bytes[$0]) })
        }
    }

    /// All fields, decoded. Costs an allocation or two for each field: for rare paths.
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
    /// Whether the bytes at `offset` are `lowercase`, ASCII case put aside (RFC 9110, section 5.1).
    package func matches(_ lowercase: UnsafeBufferPointer<UInt8>, at offset: Int) -> Bool {
        var index = 0
        while index < lowercase.count {
            if self[offset &+ index].lowercasedASCII != lowercase[index] { return false }
            index &+= 1
        }
        return true
    }
}
