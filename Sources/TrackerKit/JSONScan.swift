/// Finds a few values in JSON text without decoding the rest: one pass over the bytes, without recursion, allocating
/// only the values requested.
///
/// It is not a parser: in text that is not JSON, it finds something or nothing, and never reads a byte twice for it.
/// Use the values only as names, never as content.
package struct JSONScan: Sendable {
    private let bytes: [UInt8]
    /// The index of the value's first byte.
    private let start: Int

    /// A scan of the top-level value.
    package init(_ bytes: [UInt8]) {
        // Skips a byte order mark, as `JSON(parsing:)` does.
        self.init(bytes, bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0)
    }

    private init(_ bytes: [UInt8], _ start: Int) {
        self.bytes = bytes
        self.start = Self.afterSpace(bytes, start)
    }

    /// The first member with this name; nil if there is none or if the value is not an object.
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

    /// The string; nil for any other value and for a string with escapes.
    package var string: String? {
        guard let content = Self.stringContent(bytes, start), !bytes[content].contains(UInt8(ascii: "\\")) else {
            return nil
        }
        return String(validating: bytes[content], as: UTF8.self)
    }

    /// The names of an object's first members, with escapes left undecoded.
    package func names(atMost limit: Int) -> [String] {
        var names: [String] = []
        forEachMember { key, _ in
            names.append(String(decoding: bytes[key], as: UTF8.self))
            return names.count < limit
        }
        return names
    }

    /// Calls `body` with the range of each member's name and the index of its value until it returns false.
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

    /// The range between the quotes of the string that starts at `start`; nil if none starts there or if it is
    /// unterminated.
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

    /// The index after the value that starts at `start`, found by counting brackets.
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
