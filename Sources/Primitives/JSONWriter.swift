/// Writes JSON directly as bytes, without a tree or intermediate strings. It inserts the commas; the caller is
/// responsible for a valid order of calls.
///
/// ```swift
/// var json = JSONWriter()
/// json.beginObject()
/// json.key("title"); json.string(title)
/// json.endObject()
/// ```
package struct JSONWriter: Sendable {
    /// The text up to ``count``, then free space. Each token needs one check of the free space and one copy; appending
    /// piece by piece is several times slower.
    private var storage: [UInt8]
    private var count = 0
    /// Whether a comma must precede the next name or element.
    private var needsComma = false
    /// What the documents written so far mention; nil if this is not collected.
    package private(set) var mentions: [Mention]?

    /// - Parameters:
    ///   - capacity: The initial capacity in bytes.
    ///   - collectsMentions: Whether to collect ``mentions``.
    package init(capacity: Int = 256, collectsMentions: Bool = false) {
        storage = [UInt8](repeating: 0, count: max(capacity, 16))
        mentions = collectsMentions ? [] : nil
    }

    /// The JSON written so far.
    package var bytes: [UInt8] { Array(storage[..<count]) }

    package mutating func beginObject() { open(UInt8(ascii: "{")) }
    /// Closes the innermost object.
    package mutating func endObject() { close(UInt8(ascii: "}")) }
    package mutating func beginArray() { open(UInt8(ascii: "[")) }
    /// Closes the innermost array.
    package mutating func endArray() { close(UInt8(ascii: "]")) }

    private mutating func open(_ byte: UInt8) {
        write(upTo: 1) { $0.put(byte) }
        needsComma = false
    }

    private mutating func close(_ byte: UInt8) {
        needsComma = false
        write(upTo: 1) { $0.put(byte) }
    }

    /// Writes the name of the next member without escaping it. The literal names of our own schema need no escaping.
    package mutating func key(_ name: StaticString) {
        let name = UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
        write(upTo: name.count + 3) { cursor in
            cursor.put(UInt8(ascii: "\""))
            cursor.put(name)
            cursor.put(UInt8(ascii: "\""))
            cursor.put(UInt8(ascii: ":"))
        }
        needsComma = false
    }

    /// Writes the name of the next member, escaped. It has its own argument label, because otherwise Swift would choose
    /// it for literals too.
    package mutating func key(escaping name: String) {
        string(name)
        needsComma = false
        write(upTo: 1) { $0.put(UInt8(ascii: ":")) }
        needsComma = false
    }

    package mutating func string(_ value: String) {
        var value = value
        value.withUTF8 { utf8($0) }
    }

    /// Writes a string; `null` for nil.
    package mutating func string(_ value: String?) {
        if let value { string(value) } else { null() }
    }

    /// Writes a string from UTF-8 bytes, which must be valid (text from PostgreSQL is).
    package mutating func utf8(_ text: UnsafeBufferPointer<UInt8>) {
        let run = JSONEscape.plainRun(text, from: 0)
        guard run == text.count else { return escaped(text, plain: run) }
        unescaped(text)
    }

    /// Writes a string from UTF-8 bytes that need no escaping.
    @inline(__always)
    package mutating func unescaped(_ text: UnsafeBufferPointer<UInt8>) {
        write(upTo: text.count + 2) { cursor in
            cursor.put(UInt8(ascii: "\""))
            cursor.put(text)
            cursor.put(UInt8(ascii: "\""))
        }
    }

    package mutating func integer(_ value: some BinaryInteger) {
        var text = String(value)
        text.withUTF8 { raw($0) }
    }

    /// Writes a double. NaN and infinities, which JSON can't represent, become `null`.
    package mutating func number(_ value: Double) {
        guard value.isFinite else { return null() }
        var text = value.description
        text.withUTF8 { raw($0) }
    }

    package mutating func bool(_ value: Bool) { raw(value ? "true" : "false") }

    package mutating func null() { raw("null") }

    /// Writes a time as an RFC 3339 string.
    package mutating func timestamp(_ value: Timestamp) { string(value.rfc3339) }

    /// Writes a time as an RFC 3339 string; `null` for nil.
    package mutating func timestamp(_ value: Timestamp?) {
        if let value { timestamp(value) } else { null() }
    }

    /// Writes text that is already a JSON value.
    package mutating func raw(_ json: StaticString) {
        raw(UnsafeBufferPointer(start: json.utf8Start, count: json.utf8CodeUnitCount))
    }

    /// Writes bytes that are already a JSON value.
    package mutating func raw(_ json: UnsafeBufferPointer<UInt8>) {
        write(upTo: json.count) { $0.put(json) }
    }

    /// Writes bytes that are already a JSON value.
    package mutating func raw(_ json: [UInt8]) { json.withUnsafeBufferPointer { raw($0) } }

    package mutating func strings(_ values: [String]) {
        beginArray()
        for value in values { string(value) }
        endArray()
    }

    /// Notes an object that the document mentions. It writes nothing.
    package mutating func mention(_ object: @autoclosure () -> Mention) { mentions?.append(object()) }

    /// Writes a whole value, with the members of objects sorted by name.
    package mutating func value(_ json: JSON) {
        switch json {
        case .null: null()
        case .bool(let value): bool(value)
        case .integer(let value): integer(value)
        case .number(let value): number(value)
        case .string(let value): string(value)
        case .array(let elements):
            beginArray()
            for element in elements { value(element) }
            endArray()
        case .object(let members):
            beginObject()
            for (name, member) in members.sorted(by: { $0.key < $1.key }) {
                key(escaping: name)
                value(member)
            }
            endObject()
        }
    }

    /// Writes a string with the escapes that RFC 8259, section 7, requires for quotation marks, backslashes and control
    /// characters. Runs between them are copied as a whole.
    private mutating func escaped(_ text: UnsafeBufferPointer<UInt8>, plain first: Int) {
        var start = 0, end = first
        write(upTo: 1) { $0.put(UInt8(ascii: "\"")) }
        while true {
            needsComma = false
            let run = UnsafeBufferPointer(rebasing: text[start..<end])
            guard end < text.count else {
                write(upTo: run.count + 1) { cursor in
                    cursor.put(run)
                    cursor.put(UInt8(ascii: "\""))
                }
                return
            }
            write(upTo: run.count + JSONEscape.longest) { cursor in
                cursor.put(run)
                JSONEscape.put(text[end], in: &cursor)
            }
            start = end + 1
            end = JSONEscape.plainRun(text, from: start)
        }
    }

    /// Writes at most `maximum` bytes, preceded by a comma if necessary.
    @inline(__always)
    private mutating func write(upTo maximum: Int, _ fill: (inout Cursor) -> Void) {
        if storage.count - count <= maximum { grow(by: maximum + 1) }
        let isSeparated = needsComma, start = count
        count = storage.withUnsafeMutableBufferPointer { buffer in
            var cursor = Cursor(buffer: buffer, position: start)
            if isSeparated { cursor.put(UInt8(ascii: ",")) }
            fill(&cursor)
            return cursor.position
        }
        needsComma = true
    }

    private mutating func grow(by room: Int) {
        storage.append(contentsOf: repeatElement(0, count: max(storage.count, room)))
    }

    /// A write position in reserved space.
    struct Cursor {
        fileprivate let buffer: UnsafeMutableBufferPointer<UInt8>
        fileprivate var position: Int

        @inline(__always)
        mutating func put(_ byte: UInt8) {
            buffer[position] = byte
            position += 1
        }

        @inline(__always)
        mutating func put(_ bytes: UnsafeBufferPointer<UInt8>) {
            position =
                UnsafeMutableBufferPointer(rebasing: buffer[position...]).update(fromContentsOf: bytes) + position
        }
    }
}
