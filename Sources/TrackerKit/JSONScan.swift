/// Finds a few values in JSON text without decoding the rest: one pass over its bytes, no recursion, nothing built but
/// what was asked for.
///
/// It is no parser: of text that is not JSON it finds something or nothing, and reads no byte twice for it. What it
/// finds serves as a name, never as content.
package struct JSONScan: Sendable {
    private let bytes: [UInt8]
    /// Where the value begins.
    private let start: Int

    /// The value that the text is.
    package init(_ bytes: [UInt8]) {
        // As `JSON(parsing:)`, it passes over a byte order mark.
        self.init(bytes, bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0)
    }

    private init(_ bytes: [UInt8], _ start: Int) {
        self.bytes = bytes
        self.start = Self.afterSpace(bytes, start)
    }

    /// The member of that name, the first where there are several; nil where there is none or this is no object.
    package func member(_ name: String) -> JSONScan? {
        let wanted = Array(name.utf8)
        var found: JSONScan?
        forEachMember { key, value in
            guard bytes[key].elementsEqual(wanted) else { return true }
            found = JSONScan(bytes, value)
            return false
        }
        return found
    }

    /// The string, nil for any other value and for one with escapes.
    package var string: String? {
        guard let content = Self.stringContent(bytes, start), !bytes[content].contains(UInt8(ascii: "\\")) else {
            return nil
        }
        return String(validating: bytes[content], as: UTF8.self)
    }

    /// The first names of an object's members, as they are written.
    package func names(atMost limit: Int) -> [String] {
        var names: [String] = []
        forEachMember { key, _ in
            names.append(String(decoding: bytes[key], as: UTF8.self))
            return names.count < limit
        }
        return names
    }

    /// Calls `body` with the places of each member's name and value until it says false.
    private func forEachMember(_ body: (_ key: Range<Int>, _ value: Int) -> Bool) {
        guard start < bytes.count, bytes[start] == UInt8(ascii: "{") else { return }
        var index = Self.afterSpace(bytes, start + 1)
        while let key = Self.stringContent(bytes, index) {
            index = Self.afterSpace(bytes, key.upperBound + 1)
            guard index < bytes.count, bytes[index] == UInt8(ascii: ":") else { return }
            let value = Self.afterSpace(bytes, index + 1)
            guard body(key, value) else { return }
            index = Self.afterSpace(bytes, Self.end(of: value, in: bytes))
            guard index < bytes.count, bytes[index] == UInt8(ascii: ",") else { return }
            index = Self.afterSpace(bytes, index + 1)
        }
    }

    /// What is between the quotes of the string that begins there; nil where none does, and where it does not end.
    private static func stringContent(_ bytes: [UInt8], _ start: Int) -> Range<Int>? {
        guard start < bytes.count, bytes[start] == UInt8(ascii: "\"") else { return nil }
        var index = start + 1
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\""): return start + 1..<index
            case UInt8(ascii: "\\"): index += 2
            default: index += 1
            }
        }
        return nil
    }

    /// Where the value ends that begins there, by counting what opens and closes.
    private static func end(of start: Int, in bytes: [UInt8]) -> Int {
        var index = start
        var depth = 0
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\""):
                guard let content = stringContent(bytes, index) else { return bytes.count }
                index = content.upperBound
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                if depth == 0 { return index }
                depth -= 1
            case UInt8(ascii: ",") where depth == 0: return index
            default: break
            }
            index += 1
        }
        return index
    }

    private static func afterSpace(_ bytes: [UInt8], _ start: Int) -> Int {
        var index = start
        while index < bytes.count, [0x20, 0x09, 0x0a, 0x0d].contains(bytes[index]) { index += 1 }
        return index
    }
}
