package import Models
import Postgres
import Primitives
import Repositories
package import ServiceKit
package import TrackerKit

/// Use cases of a channel's milestones. They are mirrored, and read again after ``TicketEnvironment/catalogAge``.
package struct MilestoneService: Sendable {
    private let environment: TicketEnvironment

    package init(_ environment: TicketEnvironment) { self.environment = environment }

    /// Returns milestones, starting after `id`. A result of `limit` + 1 milestones means that there is a next page.
    package func list(channel slug: String, after id: Milestone.ID?, limit: Int, context: CallContext) async throws -> (
        Channel, [Milestone]
    ) {
        let channel = try await upToDate(slug, context)
        return (
            channel,
            try await MilestoneRepository(environment.database.reader).list(of: channel.id, after: id, limit: limit)
        )
    }

    package func find(_ key: String, channel slug: String, context: CallContext) async throws -> (Channel, Milestone) {
        let channel = try await upToDate(slug, context)
        return (channel, try await find(key, in: channel))
    }

    /// Creates a milestone at the tracker.
    package func create(_ draft: MilestoneDraft, channel slug: String, context: CallContext) async throws -> (
        Channel, Milestone
    ) {
        let channel = try await environment.channel(slug, context)
        let remote = try await environment.calling(channel, context: context) { tracker in
            try tracker.require(.writeMilestones)
            return try await tracker.createMilestone(draft, in: channel.project)
        }
        try await environment.database.transaction { transaction in
            try await store([remote], in: channel, transaction)
            try await record(
                "milestone.create", key: remote.key, channel: channel, before: nil, after: remote, context: context,
                in: transaction)
        }
        return (channel, try await find(remote.key, in: channel))
    }

    /// Changes a milestone. A new title is also shown on all mirrored tickets.
    package func update(
        _ key: String, _ draft: MilestoneDraft, channel slug: String, precondition: Precondition, context: CallContext
    ) async throws -> (Channel, Milestone) {
        let (channel, present) = try await find(key, channel: slug, context: context)
        try precondition.require(ETag(present.revision))
        guard draft != MilestoneDraft() else { return (channel, present) }
        let remote = try await environment.calling(channel, context: context) { tracker in
            try tracker.require(.writeMilestones)
            return try await tracker.updateMilestone(key, draft, in: channel.project)
        }
        try await environment.database.transaction { transaction in
            try await store([remote], in: channel, transaction)
            try await record(
                "milestone.update", key: remote.key, channel: channel, before: present.remote, after: remote,
                context: context, in: transaction)
        }
        return (channel, try await find(remote.key, in: channel))
    }

    /// Deletes a milestone and removes it from its tickets.
    package func delete(_ key: String, channel slug: String, precondition: Precondition, context: CallContext)
        async throws
    {
        let (channel, present) = try await find(key, channel: slug, context: context)
        try precondition.require(ETag(present.revision))
        try await environment.calling(channel, context: context) { tracker in
            try tracker.require(.writeMilestones)
            try await tracker.deleteMilestone(key, in: channel.project)
        }
        try await environment.database.transaction { transaction in
            try await MilestoneRepository(transaction).delete(present, of: channel.id)
            try await record(
                "milestone.delete", key: key, channel: channel, before: present.remote, after: nil, context: context,
                in: transaction)
        }
    }

    private func find(_ key: String, in channel: Channel) async throws -> Milestone {
        guard let milestone = try await MilestoneRepository(environment.database.reader).find(key, of: channel.id)
        else {
            throw ServiceError.notFound("milestone")
        }
        return milestone
    }

    private func upToDate(_ slug: String, _ context: CallContext) async throws -> Channel {
        let channel = try await environment.channel(slug, context)
        let syncedAt = try await MilestoneRepository(environment.database.reader).syncedAt(channel.id)
        try await environment.refreshing(channel, context: context, capability: .readMilestones, syncedAt: syncedAt) {
            tracker in
            try await environment.readWhole("milestones", in: channel) {
                try await tracker.milestones(of: channel.project, page: $0)
            }
        } store: { milestones, transaction in
            let repository = MilestoneRepository(transaction)
            try await store(milestones.items, in: channel, transaction)
            if milestones.isWhole {
                try await repository.deleteOthers(than: milestones.items.map(\.key), of: channel.id)
            }
            try await repository.markSynced(channel.id, at: environment.clock.now())
        }
        return channel
    }

    private func store(_ milestones: [RemoteMilestone], in channel: Channel, _ transaction: Transaction) async throws {
        let distinct = Array(
            Dictionary(milestones.filter(\.isStorable).map { ($0.key, $0) }) { _, last in last }.values)
        try await MilestoneRepository(transaction).store(
            distinct, ids: distinct.map { _ in environment.identifiers.next() }, in: channel.id,
            at: environment.clock.now())
    }

    private func record(
        _ action: String, key: String, channel: Channel, before: RemoteMilestone?, after: RemoteMilestone?,
        context: CallContext, in transaction: Transaction
    ) async throws {
        try await environment.audit.record(
            action, target: AuditTarget(.milestone, name: key, channel: channel.slug), before: before?.audited,
            after: after?.audited,
            context: context, in: transaction)
    }
}

extension RemoteMilestone {
    fileprivate var isStorable: Bool { (1...Ticket.maximumNameLength).contains(key.unicodeScalars.count) }

    fileprivate var audited: JSON {
        [
            "title": .string(title), "description": JSON(description), "state": .string(state.rawValue),
            "due_at": JSON(dueAt),
        ]
    }
}
