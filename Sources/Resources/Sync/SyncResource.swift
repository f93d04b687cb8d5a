import APIContract
package import HTTPKit
import HTTPTypes
import Models
import Primitives
package import Services

/// The verbs of `/api/v1/channels/{slug}/sync`.
package struct SyncResource: Sendable {
    private let channels: ChannelService
    private let service: SyncService
    private let removals: RemovalService

    /// Serves with these services.
    package init(channels: ChannelService, service: SyncService, removals: RemovalService) {
        self.channels = channels
        self.service = service
        self.removals = removals
    }

    /// How many skipped tickets are shown; `skipped_count` counts the others too.
    static let shownSkipped = 100

    /// GET how it goes.
    package func get(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        let channel = try await channels.find(try request.slug(of: "channel"), context: try request.context)
        let sync = try await service.status(of: channel), pending = try await removals.pending(in: channel)
        return Response.object { $0.sync(sync, pending, of: channel) }
    }

    /// POST a new one, or find the one that runs; or confirm the removals that wait for that.
    package func start(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        var body = try await BodyReader(request, allowsEmpty: true)
        let full = body.optional("full", .bool)
        let confirms = body.optional("confirm_removals", .bool) ?? false
        try body.finish()
        let context = try request.context
        let channel = try await channels.find(try request.slug(of: "channel"), context: context)
        let pending = try await confirms ? removals.confirm(channel, context: context) : removals.pending(in: channel)
        // A confirmation alone starts no sync.
        let sync =
            confirms && full == nil
            ? try await service.status(of: channel) : try await service.start(channel, full: full ?? false)
        var response = Response.object { $0.sync(sync, pending, of: channel) }
        response.status = .accepted
        response.headers[.location] = Endpoint.getSyncStatus.path(channel.slug)
        return response
    }
}

extension JSONWriter {
    /// Writes a `SyncStatus`.
    mutating func sync(_ sync: ChannelSync, _ pending: PendingRemovals, of channel: Channel) {
        beginObject()
        key("channel")
        string(channel.slug)
        key("state")
        string(sync.state.rawValue)
        key("mode")
        string(sync.mode?.rawValue)
        key("tickets")
        integer(sync.tickets)
        key("tickets_total")
        if let total = sync.ticketsTotal { integer(total) } else { null() }
        key("comments")
        integer(sync.comments)
        key("started_at")
        timestamp(sync.startedAt)
        key("finished_at")
        timestamp(sync.finishedAt)
        key("synced_at")
        timestamp(sync.syncedAt)
        key("next_at")
        timestamp(sync.nextAt)
        key("skipped_count")
        integer(sync.skipped.count)
        key("skipped")
        value(.array(sync.skipped.prefix(SyncResource.shownSkipped).map(\.json)))
        key("error")
        if let code = sync.errorCode {
            value(["code": .string(code), "message": .string(sync.errorMessage ?? "")])
        } else {
            null()
        }
        key("removals")
        if pending.isEmpty {
            null()
        } else {
            value([
                "unchecked": .integer(pending.unchecked), "gone": .integer(pending.gone),
                "needs_confirmation": .bool(pending.needsConfirmation),
            ])
        }
        endObject()
    }
}
