package import Models
package import Primitives

/// A channel's sync status for one reader. Counts and keys of tickets are hidden from readers without
/// `tickets:confidential`, because they would reveal how many confidential tickets there are.
package struct SyncDocument: Sendable {
    /// The maximum number of skipped tickets in a response; `skipped_count` includes the others.
    fileprivate static let maximumSkipped = 100

    fileprivate let channel: String
    fileprivate let sync: ChannelSync
    fileprivate let removals: PendingRemovals
    fileprivate let showsTickets: Bool

    package init(_ sync: ChannelSync, _ removals: PendingRemovals, of channel: Channel, for audience: TicketAudience) {
        self.channel = channel.slug
        self.sync = sync
        self.removals = removals
        showsTickets = audience.includesConfidential
    }

    fileprivate func number(_ count: Int64?) -> JSON { showsTickets ? count.map(JSON.integer) ?? .null : .null }

    /// Whether the response contains pending removals. A caller without `tickets:confidential` may still have to
    /// confirm them.
    fileprivate var showsRemovals: Bool { showsTickets ? !removals.isEmpty : removals.needsConfirmation }
}

extension JSONWriter {
    /// Writes a `SyncStatus`.
    package mutating func sync(_ shown: SyncDocument) {
        let sync = shown.sync
        beginObject()
        key("channel")
        string(shown.channel)
        key("state")
        string(sync.state.rawValue)
        key("mode")
        string(sync.mode?.rawValue)
        key("tickets")
        value(shown.number(sync.tickets))
        key("tickets_total")
        value(shown.number(sync.ticketsTotal))
        key("comments")
        value(shown.number(sync.comments))
        key("started_at")
        timestamp(sync.startedAt)
        key("finished_at")
        timestamp(sync.finishedAt)
        key("synced_at")
        timestamp(sync.syncedAt)
        key("next_at")
        timestamp(sync.nextAt)
        key("skipped_count")
        value(shown.number(Int64(sync.skipped.count)))
        key("skipped")
        value(.array(shown.showsTickets ? sync.skipped.prefix(SyncDocument.maximumSkipped).map(\.json) : []))
        key("error")
        if let code = sync.errorCode {
            value(["code": .string(code), "message": .string(sync.errorMessage ?? "")])
        } else {
            null()
        }
        key("removals")
        if !shown.showsRemovals {
            null()
        } else {
            value([
                "unchecked": shown.number(shown.removals.unchecked), "gone": shown.number(shown.removals.gone),
                "needs_confirmation": .bool(shown.removals.needsConfirmation),
            ])
        }
        endObject()
    }
}
