import Connections
package import Models
import Postgres
import Primitives
package import Repositories
package import ServiceKit
package import TrackerKit

package typealias LabelService = CatalogService<LabelCatalog>
package typealias MilestoneService = CatalogService<MilestoneCatalog>

/// Use cases of a channel's labels or milestones. They are mirrored, and read again after
/// ``TicketEnvironment/catalogAge``.
package struct CatalogService<Entries: Catalog>: Sendable {
    package typealias Remote = Entries.Remote
    package typealias Entry = CatalogEntry<Remote>

    private let environment: TicketEnvironment
    private let catalog: Entries
    private var repository: CatalogRepository<Remote> { CatalogRepository(environment.database.reader) }

    package init(_ environment: TicketEnvironment) {
        self.environment = environment
        catalog = Entries(identifiers: environment.identifiers, clock: environment.clock)
    }

    /// Returns entries in the order of the list, starting after `position`. A result of `limit` + 1 entries means that
    /// there is a next page.
    package func list(
        channel slug: String, after position: Remote.Position?, limit: Int, context: CallContext
    ) async throws -> (Channel, [Entry]) {
        let channel = try await upToDate(slug, context)
        return (channel, try await repository.list(of: channel.id, after: position, limit: limit))
    }

    package func find(_ key: String, channel slug: String, context: CallContext) async throws -> (Channel, Entry) {
        let channel = try await upToDate(slug, context)
        return (channel, try await find(key, in: channel))
    }

    /// Creates an entry at the tracker.
    package func create(
        _ draft: Remote.Draft, channel slug: String, context: CallContext
    ) async throws -> (Channel, Entry) {
        let channel = try await environment.channel(slug, context)
        let remote = try await environment.calling(channel, context: context) { tracker in
            try tracker.require(Remote.writeCapability)
            return try await Remote.create(draft, at: tracker, in: channel.project)
        }
        try await environment.database.transaction { transaction in
            try await catalog.store([remote], in: channel, transaction)
            try await record(.create(remote), in: channel, by: context, transaction)
        }
        return (channel, try await find(remote.key, in: channel))
    }

    /// Changes an entry. A new name or title is also written to the mirrored tickets.
    package func update(
        _ key: String, _ draft: Remote.Draft, channel slug: String, precondition: Precondition, context: CallContext
    ) async throws -> (Channel, Entry) {
        let (channel, present) = try await find(key, channel: slug, context: context)
        try precondition.require(ETag(present.revision))
        guard draft != Remote.Draft() else { return (channel, present) }
        let remote = try await environment.calling(channel, context: context) { tracker in
            try tracker.require(Remote.writeCapability)
            return try await Remote.update(present.remote.key, draft, at: tracker, in: channel.project)
        }
        try await environment.database.transaction { transaction in
            try await catalog.rename(present.remote, to: remote, of: channel, transaction)
            try await catalog.store([remote], in: channel, transaction)
            try await record(.update(from: present.remote, to: remote), in: channel, by: context, transaction)
        }
        return (channel, try await find(remote.key, in: channel))
    }

    /// Deletes an entry and removes it from all mirrored tickets.
    package func delete(_ key: String, channel slug: String, precondition: Precondition, context: CallContext)
        async throws
    {
        let (channel, present) = try await find(key, channel: slug, context: context)
        try precondition.require(ETag(present.revision))
        try await environment.calling(channel, context: context) { tracker in
            try tracker.require(Remote.writeCapability)
            try await Remote.delete(present.remote.key, at: tracker, in: channel.project)
        }
        try await environment.database.transaction { transaction in
            try await CatalogRepository(transaction).delete(present.remote, of: channel.id)
            try await record(.delete(present.remote), in: channel, by: context, transaction)
        }
    }

    private func find(_ key: String, in channel: Channel) async throws -> Entry {
        let ignoresCase = Entries.ignoresCase(at: channel.tracker, environment.provider.labelRules)
        guard let entry = try await repository.find(key, of: channel.id, ignoresCase: ignoresCase) else {
            throw ServiceError.notFound(MissingObject(Entries.kind.rawValue, named: key))
        }
        return entry
    }

    private func upToDate(_ slug: String, _ context: CallContext) async throws -> Channel {
        let channel = try await environment.channel(slug, context)
        let syncedAt = try await repository.syncedAt(channel.id)
        try await environment.refreshing(
            channel, context: context, capability: Remote.readCapability, syncedAt: syncedAt
        ) { tracker in
            try await environment.readWhole("\(Entries.kind.rawValue)s", in: channel) {
                try await Remote.list(at: tracker, of: channel.project, page: $0)
            }
        } store: { list, transaction in
            try await catalog.replace(with: list, in: channel, transaction)
        }
        return channel
    }
}

extension CatalogService {
    /// A change of an entry for the audit log.
    private enum Recorded {
        case create(Remote)
        case update(from: Remote, to: Remote)
        case delete(Remote)
    }

    private func record(
        _ change: Recorded, in channel: Channel, by context: CallContext, _ transaction: Transaction
    ) async throws {
        let (verb, before, after): (String, Remote?, Remote?) =
            switch change {
            case .create(let remote): ("create", nil, remote)
            case .update(let present, let remote): ("update", present, remote)
            case .delete(let remote): ("delete", remote, nil)
            }
        try await environment.audit.record(
            "\(Entries.kind.rawValue).\(verb)",
            target: AuditTarget(Entries.kind, name: (after ?? before)?.key, channel: channel.slug),
            before: before.map(Entries.audited), after: after.map(Entries.audited), context: context, in: transaction)
    }
}
