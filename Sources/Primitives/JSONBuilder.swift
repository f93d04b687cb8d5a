/// Builds a JSON value from the tokens of a document, without writing and parsing text.
package struct JSONBuilder: JSONOutput, Sendable {
    /// The open objects and arrays, from the outermost to the innermost.
    private var containers: [Container] = []
    private var result: JSON = .null
    /// The error of the first raw bytes that were not JSON.
    private var error: JSONError?

    private struct Container {
        var isArray: Bool
        var elements: [JSON] = []
        var members: [String: JSON] = [:]
        /// The name of the member that is being written.
        var name = ""

        var value: JSON { isArray ? .array(elements) : .object(members) }
    }

    package init() {}

    /// The value that was written.
    /// - Throws: The error of raw bytes that were not JSON.
    package func finish() throws(JSONError) -> JSON {
        if let error { throw error }
        return result
    }

    package mutating func beginObject() { containers.append(Container(isArray: false)) }
    package mutating func endObject() { close() }
    package mutating func beginArray() { containers.append(Container(isArray: true)) }
    package mutating func endArray() { close() }

    package mutating func key(_ name: StaticString) {
        guard !containers.isEmpty else { return }
        containers[containers.count - 1].name = name.description
    }

    package mutating func string(_ value: String) { add(.string(value)) }
    package mutating func string(_ value: String?) { add(value.map(JSON.string) ?? .null) }
    package mutating func utf8(_ text: UnsafeBufferPointer<UInt8>) {
        add(.string(String(decoding: text, as: UTF8.self)))
    }
    package mutating func unescaped(_ text: UnsafeBufferPointer<UInt8>) { utf8(text) }
    package mutating func bool(_ value: Bool) { add(.bool(value)) }
    package mutating func null() { add(.null) }
    package mutating func timestamp(_ value: Timestamp) { add(.string(value.rfc3339)) }
    package mutating func timestamp(_ value: Timestamp?) { add((value?.rfc3339).map(JSON.string) ?? .null) }
    package mutating func value(_ json: JSON) { add(json) }
    package mutating func encoded(_ json: EncodedJSON) { add(json.value) }
    /// Ignored: the values of events have their own lists of mentions.
    package func mention(_: @autoclosure () -> Mention) {}

    /// A number that does not fit 64 bits becomes a double, as when it is parsed.
    package mutating func integer(_ value: some BinaryInteger) {
        add(Int64(exactly: value).map(JSON.integer) ?? .number(Double(value)))
    }

    package mutating func raw(_ json: UnsafeBufferPointer<UInt8>) {
        do throws(JSONError) {
            add(try JSON(parsing: Array(json)))
        } catch {
            self.error = self.error ?? error
            add(.null)
        }
    }

    private mutating func add(_ value: JSON) {
        guard let last = containers.indices.last else { return result = value }
        if containers[last].isArray {
            containers[last].elements.append(value)
        } else {
            containers[last].members[containers[last].name] = value
        }
    }

    private mutating func close() {
        guard let closed = containers.popLast() else { return }
        add(closed.value)
    }
}
