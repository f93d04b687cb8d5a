import Models
package import Primitives
package import Repositories
package import TrackerKit

/// A ticket as the API shows it, together with the capabilities of its kind of tracker.
package struct TicketDocument: Sendable {
    private let capabilities: [String: EncodedJSON]

    /// - Parameter capabilities: All capabilities of each kind of tracker.
    package init(capabilities: [TrackerKind: [Capability]]) {
        let known = capabilities.map { kind, all in
            (kind.rawValue, EncodedJSON(JSON(all.map(\.rawValue).filter(Self.isOfTickets))))
        }
        self.capabilities = Dictionary(known) { first, _ in first }
    }

    package func write(_ record: TicketRecord, to writer: inout JSONWriter) {
        writer.ticket(of: record, capabilities: capabilities(of: record))
    }

    /// The same document as a value.
    package func json(of record: TicketRecord) throws(JSONError) -> JSON {
        var builder = JSONBuilder()
        builder.ticket(of: record, capabilities: capabilities(of: record))
        return try builder.finish()
    }

    private func capabilities(of record: TicketRecord) -> EncodedJSON {
        capabilities[record.tracker.rawValue] ?? Self.nothing
    }

    private static let nothing = EncodedJSON([])

    /// Whether a capability applies to existing tickets, unlike listing projects, labels or members.
    private static func isOfTickets(_ name: String) -> Bool {
        ["tickets.", "comments.", "attachments.", "occurrences."].contains { name.hasPrefix($0) }
            && name != Capability.createTickets.rawValue
            && name != Capability.createByEvent.rawValue && name != Capability.incrementalList.rawValue
    }
}
