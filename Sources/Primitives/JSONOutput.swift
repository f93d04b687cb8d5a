/// The target that a document is written to, token by token. ``JSONWriter`` produces bytes and ``JSONBuilder`` a value,
/// so that one function per document serves both. The caller is responsible for a valid order of calls.
package protocol JSONOutput {
    mutating func beginObject()
    mutating func endObject()
    mutating func beginArray()
    mutating func endArray()
    /// Writes the name of the next member, which needs no escaping.
    mutating func key(_ name: StaticString)
    mutating func string(_ value: String)
    /// Writes a string; `null` for nil.
    mutating func string(_ value: String?)
    /// Writes a string from UTF-8 bytes, which must be valid.
    mutating func utf8(_ text: UnsafeBufferPointer<UInt8>)
    /// Writes a string from UTF-8 bytes that need no escaping.
    mutating func unescaped(_ text: UnsafeBufferPointer<UInt8>)
    mutating func integer(_ value: some BinaryInteger)
    mutating func bool(_ value: Bool)
    mutating func null()
    /// Writes a time as an RFC 3339 string.
    mutating func timestamp(_ value: Timestamp)
    /// Writes a time as an RFC 3339 string; `null` for nil.
    mutating func timestamp(_ value: Timestamp?)
    /// Writes bytes from elsewhere, such as a column of the database, that are already a JSON value.
    mutating func raw(_ json: UnsafeBufferPointer<UInt8>)
    mutating func value(_ json: JSON)
    mutating func encoded(_ json: EncodedJSON)
    /// Notes an object that the document mentions. It writes nothing.
    mutating func mention(_ object: @autoclosure () -> Mention)
}

extension JSONWriter: JSONOutput {
    package mutating func encoded(_ json: EncodedJSON) { raw(json.bytes) }
}

/// A value together with its bytes, for a part that is the same in many documents.
package struct EncodedJSON: Sendable, Hashable {
    package let value: JSON
    package let bytes: [UInt8]

    package init(_ value: JSON) {
        self.value = value
        bytes = value.serialized()
    }
}
