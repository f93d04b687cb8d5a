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

    /// GET: the sync status.
    package func get(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        let context = try request.context
        let channel = try await channels.find(try request.slug(of: "channel"), context: context)
        let sync = try await service.status(of: channel), pending = try await removals.pending(in: channel)
        let shown = SyncDocument(sync, pending, of: channel, for: context.audience)
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
        let shown = SyncDocument(sync, pending, of: channel, for: context.audience)
        var response = Response.object { $0.sync(shown) }
        response.status = .accepted
        response.headers[.location] = Endpoint.getSyncStatus.path(channel.slug)
        return response
    }
}
