package import HTTPKit
import HTTPTypes
package import Primitives
import Synchronization

/// A way to corrupt a row of a tracker's list, up to invalid JSON.
package struct RowCorruption: Sendable, CustomStringConvertible {
    /// A human-readable description.
    package let description: String
    /// Serializes a row with the corruption applied.
    let apply: @Sendable ([String: JSON]) -> [UInt8]

    /// A random corruption: of an existing member, of the whole row, or an additional invalid member.
    package static func random(of row: JSON, using random: inout some RandomNumberGenerator) -> RowCorruption {
        let names = (row.objectValue ?? [:]).keys.sorted()
        guard let name = names.randomElement(using: &random), let raw = raw.randomElement(using: &random) else {
            return whole("null")
        }
        switch Int.random(in: 0..<10, using: &random) {
        case 0:
            return RowCorruption(description: "without \(name)") {
                JSON.object($0.filter { $0.key != name }).serialized()
            }
        case 1: return whole(["null", "7", "\"text\"", "[]", "[{}]", "NaN"].randomElement(using: &random) ?? "null")
        case 2: return beside(#""\#(name)":7,"\#(name)""#, "null")
        case 3: return beside("\"odd\"", String(repeating: "[", count: 70) + String(repeating: "]", count: 70))
        case 4: return beside("oops 1", "{,}")
        default: return member(name, raw)
        }
    }

    /// Serializes the row unchanged.
    static let unchanged = RowCorruption(description: "nothing") { JSON.object($0).serialized() }

    /// The values that replace a member's value.
    static let raw = [
        "null", "NaN", "-Infinity", "1e400", "9223372036854775808", "\"half \\ud83d\"", "\"\\udc00\"", "\"\\u0000\"",
        "\"a\tb\"", "\"\\q\"",
        "\"0000-12-31T00:00:00Z\"", "\"9999-12-31T23:59:59-12:00\"", "\"0001-01-01T00:00:00+05:00\"", "\"20222-01-01\"",
        "[]", "{}",
        "[null]", "true", "-1", "\"\"", "01",
    ]

    private static func whole(_ text: String) -> RowCorruption {
        RowCorruption(description: "\(text) for a row") { _ in Array(text.utf8) }
    }

    private static func member(_ name: String, _ raw: String) -> RowCorruption {
        RowCorruption(description: "\(name): \(raw)") { members in
            text(members.filter { $0.key != name }, and: "\"\(name)\":\(raw)")
        }
    }

    private static func beside(_ name: String, _ raw: String) -> RowCorruption {
        RowCorruption(description: "\(name): \(raw.prefix(10)) beside the others") { text($0, and: "\(name):\(raw)") }
    }

    private static func text(_ members: [String: JSON], and more: String) -> [UInt8] {
        let rest = JSON.object(members).serialized()
        return rest.dropLast() + Array((members.isEmpty ? more : "," + more).utf8) + [UInt8(ascii: "}")]
    }
}

/// A transport that corrupts one row in every list that contains it.
package final class CorruptingTransport: HTTPTransport {
    /// The row to corrupt, and how.
    package struct Target: Sendable {
        /// The member that identifies rows.
        var member: String
        /// The value of that member in the row to corrupt.
        var name: JSON
        var corruption: RowCorruption

        package init(_ member: String, is name: JSON, corruption: RowCorruption) {
            self.member = member
            self.name = name
            self.corruption = corruption
        }
    }

    private let transport: any HTTPTransport
    private let target = Mutex<Target?>(nil)
    private let row = Mutex<JSON?>(nil)
    /// Whether the row is also corrupted in responses that consist of it alone.
    private let corruptsObjects: Bool

    /// The row as it was last received, before it was corrupted.
    package var captured: JSON? { row.withLock { $0 } }

    /// Creates a transport that does not corrupt anything yet.
    package init(_ transport: any HTTPTransport, corruptsObjects: Bool = false) {
        self.transport = transport
        self.corruptsObjects = corruptsObjects
    }

    /// Sets the row to corrupt from now on; nil for none.
    package func set(_ target: Target?) { self.target.withLock { $0 = target } }

    package func send(_ request: ClientRequest) async throws -> ClientResponse {
        var response = try await transport.send(request)
        guard let target = target.withLock({ $0 }), request.method == .get, let json = try? JSON(parsing: response.body)
        else {
            return response
        }
        if corruptsObjects, json[target.member] == target.name {
            row.withLock { $0 = json }
            response.body = target.corruption.apply(json.objectValue ?? [:])
        }
        guard let rows = json.arrayValue, let found = rows.first(where: { $0[target.member] == target.name }) else {
            return response
        }
        row.withLock { $0 = found }
        var body = Array("[".utf8)
        for (index, row) in rows.enumerated() {
            if index > 0 { body.append(UInt8(ascii: ",")) }
            let isTarget = row[target.member] == target.name
            body += isTarget ? target.corruption.apply(row.objectValue ?? [:]) : row.serialized()
        }
        response.body = body + Array("]".utf8)
        return response
    }
}
