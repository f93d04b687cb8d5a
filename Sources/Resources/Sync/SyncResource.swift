public import HTTPKit
import HTTPTypes
import Models
import Primitives
public import Services

/// The verbs of `/api/v1/channels/{slug}/sync`.
public struct SyncResource: Sendable {
    private let channels: ChannelService
    private let service: SyncService

    /// Serves with these services.
    public init(channels: ChannelService, service: SyncService) {
        self.channels = channels
        self.service = service
    }

    /// How many skipped tickets are shown; `skipped_count` counts the others too.
    static let shownSkipped = 100

    /// GET how it goes.
    public func get(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        let channel = try await channels.find(try request.slug(of: "channel"), context: try request.context)
        let sync = try await service.status(of: channel)
        return Response.object { $0.sync(sync, of: channel) }
    }

    /// POST a new one, or find the one that runs.
    public func start(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        var body = try await BodyReader(request, allowsEmpty: true)
        let full = body.optional("full", .bool)
        try body.finish()
        let channel = try await channels.find(try request.slug(of: "channel"), context: try request.context)
        let sync = try await service.start(channel, full: full ?? false)
        var response = Response.object { $0.sync(sync, of: channel) }
        response.status = .accepted
        response.headers[.location] = "/api/v1/channels/\(channel.slug)/sync"
        return response
    }
}

extension JSONWriter {
    /// Writes a `SyncStatus`.
    mutating func sync(_ sync: ChannelSync, of channel: Channel) {
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
        endObject()
    }
}
