package import JobQueue
package import Models
package import Postgres
package import Primitives
package import Repositories
package import ServiceKit

/// The use cases of deliveries: list, show and replay.
package struct DeliveryService: Sendable {
    private let database: PostgresClient
    private let heavyReads: HeavyReads
    private let queue: JobQueue
    private let audit: AuditLog

    /// The maximum number of deliveries replayed per call.
    package static let maximumReplay = 10_000

    /// - Parameter heavyReads: Runs the list queries; nil to use connections of `database`.
    package init(database: PostgresClient, heavyReads: HeavyReads? = nil, queue: JobQueue, audit: AuditLog) {
        self.database = database
        self.heavyReads = heavyReads ?? HeavyReads(database: database)
        self.queue = queue
        self.audit = audit
    }

    /// A page of deliveries, without their bodies, of channels that the caller may use; with one more than the page
    /// size if there is a next page.
    package func list(_ filter: DeliveryFilter, page: TimePage<Delivery>, context: CallContext) async throws -> [(
        delivery: Delivery, channel: String
    )] {
        try await requireChannels(of: filter, context)
        return try await heavyReads.run(for: context.principal.key) {
            try await DeliveryRepository($0).list(Self.bounded(filter, context), page: page)
        }
    }

    /// A delivery, with as much of its content as the caller may see.
    package func find(_ id: Delivery.ID, context: CallContext) async throws -> (
        delivery: Delivery, channel: String, content: DeliveryContent
    ) {
        guard let found = try await DeliveryRepository(database).find(id, channels: context.principal.channels) else {
            throw ServiceError.notFound("delivery")
        }
        return (found.delivery, found.channel, found.delivery.content(for: context.principal))
    }

    /// Applies a delivery again. It is compared with the mirror, so applying it twice changes nothing.
    package func replay(_ id: Delivery.ID, context: CallContext) async throws -> (delivery: Delivery, channel: String) {
        let present = try await find(id, context: context)
        try await database.transaction { transaction in
            guard try await DeliveryRepository(transaction).reopen([id]) == 1 else {
                throw ServiceError.notFound("delivery")
            }
            try await queue.enqueue(try await DeliveryHandler.jobs(for: [id], in: transaction), in: transaction)
            try await audit.record(
                "delivery.replay",
                target: AuditTarget(.delivery, id: id, name: present.delivery.event, channel: present.channel),
                before: ["state": .string(present.delivery.state.rawValue)], after: ["replayed": 1], context: context,
                in: transaction)
        }
        let found = try await find(id, context: context)
        return (found.delivery, found.channel)
    }

    /// Applies deliveries again, oldest first, at most ``maximumReplay``. Deliveries that a worker is processing are
    /// skipped.
    /// - Returns: The number of deliveries.
    package func replay(_ filter: DeliveryFilter, context: CallContext) async throws -> Int {
        try await requireChannels(of: filter, context)
        let filter = Self.bounded(filter, context)
        return try await database.transaction { transaction in
            let ids = try await DeliveryRepository(transaction).lock(filter, limit: Self.maximumReplay)
            _ = try await DeliveryRepository(transaction).reopen(ids)
            try await queue.enqueue(try await DeliveryHandler.jobs(for: ids, in: transaction), in: transaction)
            try await audit.record(
                "delivery.replay", target: AuditTarget(.delivery), before: nil,
                after: ["filter": filter.auditJSON, "replayed": .integer(Int64(ids.count))], context: context,
                in: transaction)
            return ids.count
        }
    }

    /// Deletes processed deliveries from before a given time, in small batches.
    package func prune(before moment: Timestamp) async throws {
        while try await DeliveryRepository(database).prune(before: moment, limit: Self.pruned) == Self.pruned {}
    }

    /// Fails deliveries from before a given time whose job no longer exists: it was deleted by hand, or ended by a
    /// version that did not update the delivery. A failed delivery can be replayed; otherwise it would stay pending
    /// forever.
    /// - Returns: The number of deliveries.
    @discardableResult
    package func failStranded(before moment: Timestamp, at now: Timestamp) async throws -> Int {
        var count = 0
        while true {
            let failed = try await DeliveryRepository(database).failStranded(
                before: moment, kind: DeliveryHandler.kind, detail: "its job no longer exists", limit: Self.pruned,
                at: now)
            count += failed
            if failed < Self.pruned { return count }
        }
    }

    /// Rows per statement.
    private static let pruned = 1000

    private func requireChannels(of filter: DeliveryFilter, _ context: CallContext) async throws {
        try await NameSuggestions(database.reader, for: context.principal)
            .requireChannels(filter.channels, in: database.reader)
    }

    private static func bounded(_ filter: DeliveryFilter, _ context: CallContext) -> DeliveryFilter {
        guard let bounds = context.principal.channels else { return filter }
        var filter = filter
        filter.channels = filter.channels.map { $0.intersection(bounds) } ?? bounds
        return filter
    }
}

extension DeliveryFilter {
    fileprivate var auditJSON: JSON {
        [
            "channels": channels.map { JSON.array($0.sorted().map { JSON.string($0) }) } ?? .null,
            "state": JSON(state?.rawValue),
            "from": JSON(receivedAfter?.rfc3339), "to": JSON(receivedBefore?.rfc3339),
        ]
    }
}
