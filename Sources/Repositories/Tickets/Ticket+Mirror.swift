import Models
import Primitives
import TrackerKit

extension Ticket {
    /// Whether the mirror can store it: key and identifier must fit their columns.
    var isStorable: Bool {
        (1...MirroredTicket.maximumNameLength).contains(key.unicodeScalars.count)
            && (1...MirroredTicket.maximumNameLength).contains(remoteID.unicodeScalars.count)
    }

    /// Writes the ticket as the JSON object that the mirror's statements read, with one member per column. Equal
    /// tickets produce equal bytes, so that their hash shows whether anything changed.
    func writeMirrorRow(to json: inout JSONWriter) {
        json.beginObject()
        for column in Self.columns {
            let value = column.value(self)
            guard value != .nothing else { continue }
            json.key(column.key)
            json.cell(value)
        }
        json.endObject()
    }

    private static let columns = TicketFields.all.flatMap(\.columns).compactMap { column in
        column.value.map { (key: column.key, value: $0) }
    }
}

extension JSON {
    /// The JSON without NUL characters, which PostgreSQL cannot extract from a document.
    var storable: JSON {
        switch self {
        case .string(let text): .string(text.storable)
        case .array(let elements): .array(elements.map(\.storable))
        case .object(let members): .object(Dictionary(members.map { ($0.storable, $1.storable) }) { first, _ in first })
        default: self
        }
    }
}

extension JSONWriter {
    /// Writes a value without NUL characters. They are very rare, so the serialised bytes are searched first.
    mutating func storable(_ json: JSON) {
        let bytes = json.serialized()
        raw(bytes.containsZeroEscape ? json.storable.serialized() : bytes)
    }

    /// Writes the value of a column without NUL characters.
    fileprivate mutating func cell(_ value: TicketValue) {
        switch value {
        case .nothing: null()
        case .text(let text): string(text.storable)
        case .names(let names): strings(names.map(\.storable))
        case .flag(let flag): bool(flag)
        case .number(let number): integer(number)
        case .moment(let moment): timestamp(moment)
        case .document(let json): storable(json)
        }
    }
}

extension [UInt8] {
    private static let zeroEscape = Array("u0000".utf8)

    /// Whether this JSON text may contain a NUL character.
    fileprivate var containsZeroEscape: Bool {
        withUnsafeBufferPointer { bytes in
            bytes.indices.contains { index in
                bytes[index] == UInt8(ascii: "\\") && bytes[(index + 1)...].starts(with: Self.zeroEscape)
            }
        }
    }
}

extension String {
    /// The text without NUL characters, which PostgreSQL's `text` cannot store.
    package var storable: String { utf8.contains(0) ? replacing("\0", with: "\u{FFFD}") : self }

    /// The text, truncated to the length that filters accept.
    var prefixed: String { String(String.UnicodeScalarView(unicodeScalars.prefix(MirroredTicket.maximumNameLength))) }
}
