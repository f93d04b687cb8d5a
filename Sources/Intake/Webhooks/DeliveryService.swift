package import JobQueue
package import Models
package import Postgres
package import Primitives
package import Repositories
package import ServiceKit

/// The use cases of deliveries: what came in, and once more.
package struct DeliveryService: Sendable {
    private let database: PostgresClient
    private let heavyReads: HeavyReads
    private let queue: JobQueue
    private let audit: AuditLog

    /// How many deliveries one call replays.
    package static let maximumReplay = 10_000

    /// Makes the service.
    /// - Parameter heavyReads: What lists are read through; nil for the database's own connections.
    package init(database: PostgresClient, heavyReads: HeavyReads? = nil, queue: JobQueue, audit: AuditLog) {
        self.database = database
        self.heavyReads = heavyReads ?? HeavyReads(database: database)
        self.queue = queue
        self.audit = audit
    }

    /// A page of deliveries of channels that the caller may use, without their bodies; one more than the page holds
    /// tells that there is a next one.
    package func list(_ filter: DeliveryFilter, page: TimePage<Delivery>, context: CallContext) async throws -> [(
        delivery: Delivery, channel: String
    )] {
        try await heavyReads.run(for: context.principal.key) {
            try await DeliveryRepository($0).list(Self.bounded(filter, context), page: page)
        }
    }

    /// One delivery, with as much of what it holds as the caller may see.
    package func find(_ id: Delivery.ID, context: CallContext) async throws -> (
        delivery: Delivery, channel: String, content: DeliveryContent
    ) {
        guard let found = try await DeliveryRepository(database).find(id, channels: context.principal.channels) else {
            throw ServiceError.notFound("delivery")
        }
        return (found.delivery, found.channel, found.delivery.content(for: context.principal))
    }

    /// Applies a delivery once more; what it tells is compared with the mirror, so a repeat changes nothing.
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

    /// Applies deliveries once more, oldest first, at most ``maximumReplay`` of them. One that a worker has just under
    /// its hands is left alone.
    /// - Returns: how many there were.
    package func replay(_ filter: DeliveryFilter, context: CallContext) async throws -> Int {
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

    /// Removes what came before a moment, but nothing that still waits; a little at a time.
    package func prune(before moment: Timestamp) async throws {
        while try await DeliveryRepository(database).prune(before: moment, limit: Self.pruned) == Self.pruned {}
    }

    /// Fails what came before a moment and waits for a job that is not there: one that was deleted by hand, or ended by
    /// a version that did not tell. It can be replayed then; waiting, it would wait for ever.
    /// - Returns: how many there were.
    @discardableResult
    package func failStranded(before moment: Timestamp, at now: Timestamp) async throws -> Int {
        var count = 0
        while true {
            let failed = try await DeliveryRepository(database).failStranded(
                before: moment, kind: DeliveryHandler.kind, detail: "its job is gone", limit: Self.pruned, at: now)
            count += failed
            if failed < Self.pruned { return count }
        }
    }

    /// How many are removed in one statement.
    private static let pruned = 1000

    private static func bounded(_ filter: DeliveryFilter, _ context: CallContext) -> DeliveryFilter {
        guard let bounds = context.principal.channels else { return filter }
        var filter = filter
        filter.channels = filter.channels.map { $0.intersection(bounds) } ?? bounds
        return filter
    }
}

extension DeliveryFilter {
    /// The filter for the audit log.
    fileprivate var auditJSON: JSON {
        [
            "channels": channels.map { JSON.array($0.sorted().map { JSON.string($0) }) } ?? .null,
            "state": JSON(state?.rawValue),
            "from": JSON(receivedAfter?.rfc3339), "to": JSON(receivedBefore?.rfc3339),
        ]
    }
}
