package import Connections
import APIContract
import Documents
package import HTTPKit
import HTTPTypes
package import Intake
import Models
import Primitives
import ServiceKit

/// Handlers of `/api/v1/channels/{slug}/sync`.
package struct SyncResource: Sendable {
    private let channels: ChannelService
    private let service: SyncService
    private let removals: RemovalService

    package init(channels: ChannelService, service: SyncService, removals: RemovalService) {
        self.channels = channels
        self.service = service
        self.removals = removals
    }

    /// The maximum number of skipped tickets in a response; `skipped_count` includes the others.
    static let shownSkipped = 100

    /// GET: the sync status.
    package func get(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        let context = try request.context
        let channel = try await channels.find(try request.slug(of: "channel"), context: context)
        let sync = try await service.status(of: channel), pending = try await removals.pending(in: channel)
        let shown = ShownSync(sync, pending, of: channel, for: context.audience)
        return Response.object { $0.sync(shown) }
    }

    /// POST: starts a sync unless one is running, or confirms pending removals.
    package func start(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        var body = try await BodyReader(request, allowsEmpty: true)
        let full = body.optional("full", .bool)
        let confirms = body.optional("confirm_removals", .bool) ?? false
        try body.finish()
        let context = try request.context
        let channel = try await channels.find(try request.slug(of: "channel"), context: context)
        let pending = try await confirms ? removals.confirm(channel, context: context) : removals.pending(in: channel)
        // A confirmation alone does not start a sync.
        let sync =
            confirms && full == nil
            ? try await service.status(of: channel) : try await service.start(channel, full: full ?? false)
        let shown = ShownSync(sync, pending, of: channel, for: context.audience)
        var response = Response.object { $0.sync(shown) }
        response.status = .accepted
        response.headers[.location] = Endpoint.getSyncStatus.path(channel.slug)
        return response
    }
}

/// A channel's sync status for one reader. Counts and keys of tickets are hidden from readers without
/// `tickets:confidential`, because they would reveal how many confidential tickets there are.
struct ShownSync: Sendable {
    let channel: String
    let sync: ChannelSync
    let removals: PendingRemovals
    let showsTickets: Bool

    init(_ sync: ChannelSync, _ removals: PendingRemovals, of channel: Channel, for audience: TicketAudience) {
        self.channel = channel.slug
        self.sync = sync
        self.removals = removals
        showsTickets = audience.includesConfidential
    }

    func number(_ count: Int64?) -> JSON { showsTickets ? count.map(JSON.integer) ?? .null : .null }

    /// Whether the response contains pending removals. A caller without `tickets:confidential` may still have to
    /// confirm them.
    var showsRemovals: Bool { showsTickets ? !removals.isEmpty : removals.needsConfirmation }
}

extension JSONWriter {
    /// Writes a `SyncStatus`.
    mutating func sync(_ shown: ShownSync) {
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
        value(.array(shown.showsTickets ? sync.skipped.prefix(SyncResource.shownSkipped).map(\.json) : []))
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
