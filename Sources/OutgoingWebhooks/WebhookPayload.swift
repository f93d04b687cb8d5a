package import Primitives

/// The payload of an outgoing webhook (Standard Webhooks 1.0.0, "Payload structure").
package enum WebhookPayload {
    /// The maximum length of a type in bytes.
    package static let longestType = 100

    /// The payload, exactly as it is stored, signed and sent.
    /// - Parameters:
    ///   - type: The type of the event.
    ///   - moment: When it happened.
    ///   - data: The data that depends on the type.
    package static func text(type: String, at moment: Timestamp, data: JSON) -> String {
        var writer = JSONWriter(capacity: 4096)
        writer.beginObject()
        writer.key("type")
        writer.string(type)
        writer.key("timestamp")
        writer.timestamp(moment)
        writer.key("data")
        writer.value(data)
        writer.endObject()
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    /// Whether the text has the form that the specification recommends for types: names of letters, digits and `_`,
    /// separated by full stops.
    package static func isType(_ text: String) -> Bool {
        guard text.utf8.count <= longestType else { return false }
        return text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { name in
            !name.isEmpty && name.utf8.allSatisfy(isNameByte)
        }
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
