package import Primitives
import ServiceKit

/// The end of a page: the sort values of its last element. Opaque to callers.
///
/// Encoded as base64url of a checksum and a JSON array. The checksum covers the list's route and order, so that cursors
/// of other lists and corrupted ones are rejected. It is not a signature, because nothing is gained by forging a
/// cursor.
package struct Cursor: Sendable, Hashable {
    /// The maximum length of a cursor in bytes.
    static let maximumLength = 1_024
    private static let checksumLength = 8

    /// The sort values of the element.
    package let values: [JSON]

    package init(values: [JSON]) {
        self.values = values
    }

    /// The string at an index.
    /// - Throws: 422 if the cursor has another value there.
    package func text(_ index: Int) throws -> String {
        try value(index) { $0.stringValue }
    }

    /// The integer at an index.
    package func integer(_ index: Int) throws -> Int64 {
        try value(index) { $0.integerValue }
    }

    /// The time at an index.
    package func timestamp(_ index: Int) throws -> Timestamp {
        try value(index) {
            $0.integerValue.map(Timestamp.init(microseconds:)) ?? $0.stringValue.flatMap { Timestamp($0) }
        }
    }

    /// The identifier at an index.
    package func identifier<Tag>(_ index: Int, of: Tag.Type = Tag.self) throws -> Identifier<Tag> {
        try value(index) { $0.stringValue.flatMap { Identifier<Tag>($0) } }
    }

    private func value<Value>(_ index: Int, _ read: (JSON) -> Value?) throws -> Value {
        guard values.indices.contains(index), let value = read(values[index]) else { throw isWrong }
        return value
    }

    /// 422 for a cursor with values that no page of this list produced.
    var isWrong: ServiceError { .invalid("?cursor", Self.mismatch) }

    /// What is wrong with a cursor that no page of the list produced.
    static let mismatch =
        "is not a cursor of this list with this order. Omit it for the first page; then pass page.next of the previous "
        + "response."
}

extension Cursor {
    /// The text that callers get.
    /// - Parameter binding: The list's route and order.
    func text(binding: String) -> String {
        let payload = JSON.array(values).serialized()
        return Base64URL.encode(Self.checksum(payload, binding) + payload)
    }

    /// Decodes a cursor from a request; nil if it does not belong to this list and order.
    init?(text: String, binding: String) {
        guard text.utf8.count <= Self.maximumLength, let bytes = Base64URL.decode(text),
            bytes.count > Self.checksumLength
        else {
            return nil
        }
        let payload = Array(bytes[Self.checksumLength...])
        guard Self.checksum(payload, binding).elementsEqual(bytes[..<Self.checksumLength]),
            let json = try? JSON(parsing: payload),
            let values = json.arrayValue
        else { return nil }
        self.init(values: values)
    }

    /// The 64-bit FNV-1a hash (draft-eastlake-fnv).
    private static func checksum(_ payload: [UInt8], _ binding: String) -> [UInt8] {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in Array(binding.utf8) + [0] + payload { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return withUnsafeBytes(of: hash.bigEndian) { Array($0) }
    }
}
