package import Primitives
import ServiceKit

/// Where a page ended: what places its last element in the order. Opaque to callers.
///
/// Written as base64url of a checksum and a JSON array. The checksum covers the list's route and order, so that a
/// cursor of another list, or one that was changed on its way, is refused; it is no signature, because whoever forges a
/// cursor gains nothing by it.
package struct Cursor: Sendable, Hashable {
    /// The longest cursor that is read.
    static let maximumLength = 1_024
    private static let checksumLength = 8

    /// What places the element in the order.
    package let values: [JSON]

    /// A place in the order.
    package init(values: [JSON]) {
        self.values = values
    }

    /// The value at a position as text.
    /// - Throws: 422 when the cursor holds something else there.
    package func text(_ index: Int) throws -> String {
        try value(index) { $0.stringValue }
    }

    /// The value at a position as a whole number.
    package func integer(_ index: Int) throws -> Int64 {
        try value(index) { $0.integerValue }
    }

    /// The value at a position as a moment.
    package func timestamp(_ index: Int) throws -> Timestamp {
        try value(index) {
            $0.integerValue.map(Timestamp.init(microseconds:)) ?? $0.stringValue.flatMap { Timestamp($0) }
        }
    }

    /// The value at a position as an id.
    package func identifier<Tag>(_ index: Int, of: Tag.Type = Tag.self) throws -> Identifier<Tag> {
        try value(index) { $0.stringValue.flatMap { Identifier<Tag>($0) } }
    }

    private func value<Value>(_ index: Int, _ read: (JSON) -> Value?) throws -> Value {
        guard values.indices.contains(index), let value = read(values[index]) else { throw isWrong }
        return value
    }

    /// 422, for a cursor that holds what no page of the list wrote.
    var isWrong: ServiceError { .invalid("?cursor", "must be the cursor of a page of this list in this order") }
}

extension Cursor {
    /// The text that callers get.
    func text(binding: String) -> String {
        let payload = JSON.array(values).serialized()
        return Base64URL.encode(Self.checksum(payload, binding) + payload)
    }

    /// Reads what a caller sent back; nil when it is no cursor of this list and order.
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

    /// FNV-1a of 64 bits (draft-eastlake-fnv).
    private static func checksum(_ payload: [UInt8], _ binding: String) -> [UInt8] {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in Array(binding.utf8) + [0] + payload { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return withUnsafeBytes(of: hash.bigEndian) { Array($0) }
    }
}
