import Connections
package import Models
import Postgres
import Primitives
import Repositories
package import ServiceKit
package import TrackerKit

/// Use cases of a channel's labels. They are mirrored, and read again after ``TicketEnvironment/catalogAge``.
package struct LabelService: Sendable {
    private let environment: TicketEnvironment
    private var mirror: LabelMirror { LabelMirror(identifiers: environment.identifiers, clock: environment.clock) }

    package init(_ environment: TicketEnvironment) { self.environment = environment }

    /// Returns labels in the order of their names, starting after `name`. A result of `limit` + 1 labels means that
    /// there is a next page.
    package func list(channel slug: String, after name: String?, limit: Int, context: CallContext) async throws -> (
        Channel, [Label]
    ) {
        let channel = try await upToDate(slug, context)
        return (
            channel,
            try await LabelRepository(environment.database.reader).list(of: channel.id, after: name, limit: limit)
        )
    }

    package func find(_ name: String, channel slug: String, context: CallContext) async throws -> (Channel, Label) {
        let channel = try await upToDate(slug, context)
        return (channel, try await find(name, in: channel))
    }

    /// Creates a label at the tracker.
    package func create(_ draft: LabelDraft, channel slug: String, context: CallContext) async throws -> (
        Channel, Label
    ) {
        let channel = try await environment.channel(slug, context)
        let remote = try await environment.calling(channel, context: context) { tracker in
            try tracker.require(.writeLabels)
            return try await tracker.createLabel(draft, in: channel.project)
        }
        try await environment.database.transaction { transaction in
            try await mirror.store([remote], in: channel, transaction)
            try await record(
                "label.create", name: remote.name, channel: channel, before: nil, after: remote, context: context,
                in: transaction)
        }
        return (channel, try await find(remote.name, in: channel))
    }

    /// Changes a label. Renaming it also renames it on all mirrored tickets.
    package func update(
        _ name: String, _ draft: LabelDraft, channel slug: String, precondition: Precondition, context: CallContext
    ) async throws -> (Channel, Label) {
        let (channel, present) = try await find(name, channel: slug, context: context)
        try precondition.require(ETag(present.revision))
        guard draft != LabelDraft() else { return (channel, present) }
        let remote = try await environment.calling(channel, context: context) { tracker in
            try tracker.require(.writeLabels)
            return try await tracker.updateLabel(present.remote.name, draft, in: channel.project)
        }
        try await environment.database.transaction { transaction in
            if LabelName(remote.name) != LabelName(present.remote.name) {
                try await LabelRepository(transaction).rename([(present.remote.name, remote.name)], of: channel.id)
            }
            try await mirror.store([remote], in: channel, transaction)
            try await record(
                "label.update", name: remote.name, channel: channel, before: present.remote, after: remote,
                context: context, in: transaction)
        }
        return (channel, try await find(remote.name, in: channel))
    }

    /// Deletes a label and removes it from all mirrored tickets.
    package func delete(_ name: String, channel slug: String, precondition: Precondition, context: CallContext)
        async throws
    {
        let (channel, present) = try await find(name, channel: slug, context: context)
        try precondition.require(ETag(present.revision))
        try await environment.calling(channel, context: context) { tracker in
            try tracker.require(.writeLabels)
            try await tracker.deleteLabel(present.remote.name, in: channel.project)
        }
        try await environment.database.transaction { transaction in
            try await LabelRepository(transaction).delete(present.remote.name, of: channel.id)
            try await record(
                "label.delete", name: present.remote.name, channel: channel, before: present.remote, after: nil,
                context: context, in: transaction)
        }
    }

    private func find(_ name: String, in channel: Channel) async throws -> Label {
        let ignoresCase = environment.provider.labelRules.ignoreCase(at: channel.tracker)
        guard
            let label = try await LabelRepository(environment.database.reader).find(
                name, of: channel.id, ignoresCase: ignoresCase)
        else {
            throw ServiceError.notFound("label")
        }
        return label
    }

    private func upToDate(_ slug: String, _ context: CallContext) async throws -> Channel {
        let channel = try await environment.channel(slug, context)
        let syncedAt = try await LabelRepository(environment.database.reader).syncedAt(channel.id)
        try await environment.refreshing(channel, context: context, capability: .readLabels, syncedAt: syncedAt) {
            tracker in
            try await environment.readWhole("labels", in: channel) {
                try await tracker.labels(of: channel.project, page: $0)
            }
        } store: { labels, transaction in
            try await mirror.replace(with: labels, in: channel, transaction)
        }
        return channel
    }

    private func record(
        _ action: String, name: String, channel: Channel, before: RemoteLabel?, after: RemoteLabel?,
        context: CallContext, in transaction: Transaction
    ) async throws {
        try await environment.audit.record(
            action, target: AuditTarget(.label, name: name, channel: channel.slug), before: before?.audited,
            after: after?.audited,
            context: context, in: transaction)
    }
}

extension RemoteLabel {
    fileprivate var audited: JSON { ["name": .string(name), "color": JSON(color), "description": JSON(description)] }
}
