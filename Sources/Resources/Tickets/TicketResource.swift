import Documents
package import HTTPKit
import HTTPTypes
import Models
import Primitives
import Repositories
import ServiceKit
package import Tickets
import TrackerKit

/// Handlers of `/api/v1/channels/{slug}/tickets` and `/api/v1/tickets`.
package struct TicketResource: Sendable {
    private let service: TicketService
    private let presenter: TicketPresenter
    private let asyncWrites: AsyncWrites

    /// - Parameter asyncWrites: Accepts writes whose callers prefer an asynchronous operation.
    package init(service: TicketService, presenter: TicketPresenter, asyncWrites: AsyncWrites) {
        self.service = service
        self.presenter = presenter
        self.asyncWrites = asyncWrites
    }

    /// GET: the tickets of a channel.
    package func list(_ request: Request) async throws -> Response {
        let context = try request.context
        var query = QueryReader(request)
        let filter = query.ticketFilter(for: context.audience)
        let list = query.ticketList()
        let includesDeleted = query.includesDeleted(filter)
        let slug = try request.slug(of: "channel")
        try query.finish()
        let records = try await service.list(
            inChannel: slug, filter, page: try list.timePage(order: list.ticketOrder), context: context)
        let deleted =
            includesDeleted
            ? try await service.deleted(inChannel: slug, filter, isFirstPage: list.cursor == nil, context: context)
            : nil
        return try presenter.page(records, deleted: deleted, list, of: request)
    }

    /// GET: the tickets of all channels.
    package func search(_ request: Request) async throws -> Response {
        let context = try request.context
        var query = QueryReader(request)
        var filter = query.ticketFilter(for: context.audience)
        query.readChannelsAndTrackers(into: &filter)
        let list = query.ticketList()
        let includesDeleted = query.includesDeleted(filter)
        try query.finish()
        let records = try await service.list(filter, page: try list.timePage(order: list.ticketOrder), context: context)
        let deleted =
            includesDeleted ? try await service.deleted(filter, isFirstPage: list.cursor == nil, context: context) : nil
        return try presenter.page(records, deleted: deleted, list, of: request)
    }

    /// GET: a ticket by its key.
    package func get(_ request: Request) async throws -> Response {
        let context = try request.context
        let slug = try request.slug(of: "channel")
        let key = try request.ticketKey
        let shown = try Shown(request)
        let record =
            shown.fresh
            ? try await service.findFresh(
                channel: slug, key: key, includesRemoteData: shown.remoteData, context: context)
            : try await service.find(channel: slug, key: key, includesRemoteData: shown.remoteData, context: context)
        return answer(record, shown: shown, to: request)
    }

    /// GET: a ticket by its id.
    package func getByID(_ request: Request) async throws -> Response {
        let context = try request.context
        let id: MirroredTicket.ID = try request.identifier(of: "ticket")
        let shown = try Shown(request)
        let record =
            shown.fresh
            ? try await service.findFresh(id: id, includesRemoteData: shown.remoteData, context: context)
            : try await service.find(id: id, includesRemoteData: shown.remoteData, context: context)
        return answer(record, shown: shown, to: request)
    }

    /// GET: a ticket by the URL of its page.
    package func lookUp(_ request: Request) async throws -> Response {
        let context = try request.context
        var query = QueryReader(request)
        let address = query.required("url", .address)
        let url = try query.finish(address)
        return answer(try await service.lookUp(url: url, context: context), shown: Shown(), to: request)
    }

    package func create(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        let context = try request.context
        let slug = try request.slug(of: "channel")
        var body = try await BodyReader(request)
        let asked = body.ticketCreation(idempotencyKey: request.idempotencyKey)
        let creation = try body.finish(asked)
        if let accepted = try await asyncWrites.accept(request, channel: slug, body: body.sent, .createTicket(creation))
        {
            return accepted
        }
        let record = try await service.create(creation, inChannel: slug, context: context).commit()
        return Response.created(
            location: try TicketPresenter.location(of: record),
            etag: presenter.etag(record, includesRemoteData: false)
        ) { presenter.write(record, to: &$0) }
    }

    package func update(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        let context = try request.context
        let slug = try request.slug(of: "channel")
        let key = try request.ticketKey
        var body = try await BodyReader(request)
        let patch = body.ticketPatch()
        try body.finish()
        let precondition = try request.precondition.ofAnyVariant
        if !patch.isEmpty,
            let accepted = try await asyncWrites.accept(
                request, channel: slug, body: body.sent, precondition: precondition,
                .updateTicket(key: key, patch, precondition))
        {
            return accepted
        }
        let record = try await service.update(
            channel: slug, key: key, patch, precondition: precondition, context: context
        ).commit()
        return presenter.response(record)
    }

    package func delete(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        let slug = try request.slug(of: "channel")
        let key = try request.ticketKey
        let precondition = try request.precondition.ofAnyVariant
        if let accepted = try await asyncWrites.accept(
            request, channel: slug, body: nil, precondition: precondition, .deleteTicket(key: key, precondition))
        {
            return accepted
        }
        try await service.delete(
            channel: slug, key: key, precondition: precondition, context: try request.context
        ).commit()
        return .noContent
    }

    /// PUT: subscribes the connection's account, or the user in `Ticket-Actor`, to the ticket at the tracker.
    package func subscribe(_ request: Request) async throws -> Response { try await setSubscribed(true, request) }

    /// DELETE: ends the subscription to the ticket.
    package func unsubscribe(_ request: Request) async throws -> Response { try await setSubscribed(false, request) }

    private func setSubscribed(_ subscribed: Bool, _ request: Request) async throws -> Response {
        try request.refuseQuery()
        try await service.setSubscribed(
            subscribed, channel: try request.slug(of: "channel"), key: try request.ticketKey,
            context: try request.context)
        return .noContent
    }

    private func answer(_ record: TicketRecord, shown: Shown, to request: Request) -> Response {
        let etag = presenter.etag(record, includesRemoteData: shown.remoteData)
        return request.notModified(etag) ?? presenter.response(record, includesRemoteData: shown.remoteData)
    }

    /// The query parameters of reading a ticket.
    private struct Shown {
        var fresh = false
        var remoteData = false

        init() {}

        init(_ request: Request) throws {
            var query = QueryReader(request)
            fresh = query.optional("fresh", .bool) ?? false
            remoteData = query.includesRemoteData()
            try query.finish()
        }
    }
}

/// The values of `include`: data that a response can contain in addition to the object's own fields.
private enum Inclusion: String, CaseIterable, Sendable {
    case remoteData = "remote_data"
}

extension QueryReader {
    /// Whether `include=remote_data` is requested.
    mutating func includesRemoteData() -> Bool {
        !list("include", of: FieldType<Inclusion>.enumeration(), maximumCount: 1).isEmpty
    }

    fileprivate mutating func ticketList() -> ListParameters {
        list(sorts: ["created_at", "updated_at"], standard: "-updated_at")
    }
}

extension FieldType where Value == String {
    /// A URL.
    fileprivate static var address: Self {
        text(1...2048).checked {
            $0.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F } && $0.contains(":") ? nil : "must be a URL"
        }
    }
}

extension Precondition {
    /// The precondition without the variant: a tag of the ticket with `remote_data` matches too.
    var ofAnyVariant: Precondition {
        guard case .oneOf(let tags) = self else { return self }
        return .oneOf(Set(tags.map { ETag(opaque: String($0.opaque.prefix { $0 != "-" })) }))
    }
}

extension Request {
    /// The key of the ticket in the path.
    /// - Throws: 404 if it is not a valid key.
    var ticketKey: String {
        get throws { try name("key", of: "ticket") }
    }

    /// A name in the path.
    /// - Throws: 404 if it is not a valid name.
    func name(_ parameter: String, of what: String) throws -> String {
        let value = try self.parameter(parameter)
        guard (1...MirroredTicket.maximumNameLength).contains(value.unicodeScalars.count), !value.utf8.contains(0)
        else {
            throw ServiceError.notFound(MissingObject(what, named: value))
        }
        return value
    }

    /// The caller's `Idempotency-Key`. The request pipeline has validated it.
    var idempotencyKey: String? { HTTPField.Name("Idempotency-Key").flatMap { headers[$0] } }
}
