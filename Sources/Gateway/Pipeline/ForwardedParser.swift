/// Parses a line of `Forwarded`: elements separated by commas, each with `name=value` pairs separated by semicolons
/// ([RFC 7239, section 4](https://www.rfc-editor.org/rfc/rfc7239#section-4)).
struct ForwardedParser {
    private var rest: ArraySlice<UInt8>

    init(_ line: String) { rest = Array(line.utf8)[...] }

    /// The `for` value of each element, nil if it has none; nil altogether if the line is malformed.
    mutating func hops() -> [String?]? {
        var hops: [String?] = []
        while true {
            skipBlanks()
            if rest.isEmpty { return hops }
            if take(",") { continue }
            guard let hop = element() else { return nil }
            hops.append(hop.address)
            guard rest.isEmpty || take(",") else { return nil }
        }
    }

    private struct Element {
        var address: String?
    }

    private mutating func element() -> Element? {
        var element = Element()
        repeat {
            skipBlanks()
            if rest.isEmpty || rest.first == UInt8(ascii: ",") || rest.first == UInt8(ascii: ";") { continue }
            guard let name = word(), take("="), let value = quoted() ?? word() else { return nil }
            if name.lowercased() == "for" {
                // Each name may occur only once (section 4): a second `for` could come from the client.
                guard element.address == nil else { return nil }
                element.address = value
            }
            skipBlanks()
        } while take(";")
        return element
    }

    /// A token. Unquoted addresses with colons are accepted too, because some proxies send them.
    private mutating func word() -> String? {
        let word = rest.prefix { $0 > 0x20 && !#",;="\"#.utf8.contains($0) }
        rest = rest[word.endIndex...]
        return word.isEmpty ? nil : String(decoding: word, as: UTF8.self)
    }

    /// The content of a quoted string (RFC 9110, section 5.6.4).
    private mutating func quoted() -> String? {
        guard rest.first == UInt8(ascii: "\"") else { return nil }
        var bytes: [UInt8] = []
        var position = rest.startIndex + 1
        while position < rest.endIndex, rest[position] != UInt8(ascii: "\"") {
            if rest[position] == UInt8(ascii: "\\") { position += 1 }
            guard position < rest.endIndex else { return nil }
            bytes.append(rest[position])
            position += 1
        }
        guard position < rest.endIndex else { return nil }
        rest = rest[(position + 1)...]
        return String(decoding: bytes, as: UTF8.self)
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: character) else { return false }
        rest = rest.dropFirst()
        return true
    }

    private mutating func skipBlanks() { rest = rest.drop { $0 == 0x20 || $0 == 0x09 } }
}
