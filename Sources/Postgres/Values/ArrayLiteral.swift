/// PostgreSQL's array text format, such as `{a,"b c",NULL}` (PostgreSQL documentation, 8.15.6). One dimension only.
enum ArrayLiteral {
    private static let quote = UInt8(ascii: "\"")
    private static let backslash = UInt8(ascii: "\\")
    private static let comma = UInt8(ascii: ",")

    /// Quotes every element, which is valid for any type, and writes NULL unquoted.
    static func encode(_ elements: [some PostgresEncodable], into parameter: inout ParameterWriter) {
        parameter.write(utf8: CollectionOfOne(UInt8(ascii: "{")))
        for (index, element) in elements.enumerated() {
            if index > 0 { parameter.write(utf8: CollectionOfOne(comma)) }
            var item = ParameterWriter(bytes: [])
            element.encode(into: &item)
            parameter.write(utf8: item.isNull ? Array("NULL".utf8) : quoted(item.bytes))
        }
        parameter.write(utf8: CollectionOfOne(UInt8(ascii: "}")))
    }

    private static func quoted(_ bytes: [UInt8]) -> [UInt8] {
        var quoted = [quote]
        for byte in bytes {
            if byte == quote || byte == backslash { quoted.append(backslash) }
            quoted.append(byte)
        }
        quoted.append(quote)
        return quoted
    }

    /// Parses the server's text. nil for several dimensions, explicit bounds, or an element that `Element` can't
    /// decode.
    static func decode<Element: PostgresDecodable>(_ text: UnsafeBufferPointer<UInt8>) -> [Element]? {
        guard text.count >= 2, text.first == UInt8(ascii: "{"), text.last == UInt8(ascii: "}") else { return nil }
        var rest = text[1..<(text.count - 1)]
        var elements: [Element] = []
        guard !rest.isEmpty else { return elements }
        while true {
            guard let element: Element = nextElement(&rest) else { return nil }
            elements.append(element)
            guard let separator = rest.popFirst() else { return elements }
            guard separator == comma else { return nil }
        }
    }

    private static func nextElement<Element: PostgresDecodable>(_ rest: inout Slice<UnsafeBufferPointer<UInt8>>)
        -> Element?
    {
        guard rest.first == quote else {
            let bare = rest.prefix { $0 != comma }
            rest = rest[bare.endIndex...]
            guard !bare.isEmpty, bare.first != UInt8(ascii: "{") else { return nil }
            return bare.elementsEqual("NULL".utf8)
                ? Element.postgresNull : Element(postgresText: UnsafeBufferPointer(rebasing: bare))
        }
        return unquoted(&rest)?.withUnsafeBufferPointer { Element(postgresText: $0) }
    }

    private static func unquoted(_ rest: inout Slice<UnsafeBufferPointer<UInt8>>) -> [UInt8]? {
        rest.removeFirst()
        var bytes: [UInt8] = []
        while let byte = rest.popFirst() {
            switch byte {
            case quote: return bytes
            case backslash:
                guard let escaped = rest.popFirst() else { return nil }
                bytes.append(escaped)
            default: bytes.append(byte)
            }
        }
        return nil
    }
}
