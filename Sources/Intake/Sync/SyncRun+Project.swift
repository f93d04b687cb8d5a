import Connections
import Logging
import Models
import Postgres
import Primitives
import Repositories
import ServiceKit
import TrackerKit

/// A sync reads the channel's own project: see ``ProjectAddressing``.
extension SyncRun {
    /// The channel with its project's present path, and the project where the tracker was asked for it: before a full
    /// sync, before any sync whose rows could be another project's, and while the project's identifier is not known.
    /// - Throws: ``TrackerError/projectReplaced(path:)`` before anything of another project is read.
    func withProject(_ channel: Channel, _ state: ChannelSync, _ tracker: any IssueTracker) async throws -> (
        Channel, RemoteProject?
    ) {
        let begins = state.pageToken == nil && state.mode == .full
        guard begins || tracker.projectAddressing == .path || channel.remoteProjectID == nil else {
            return (channel, nil)
        }
        let project = try await tracker.presentProject(of: channel)
        return (try await following(project, channel, readsAll: begins), project)
    }

    /// The channel under its project's new path, after a sync failed that could not find the project at the old one;
    /// nil when it has none.
    func relocated(_ channel: Channel, after error: TrackerError) async throws -> Channel? {
        switch error {
        case .notFound, .projectReplaced: break
        default: return nil
        }
        let tracker = try await worker.provider.tracker(for: channel)
        guard tracker.projectAddressing == .rows else { return nil }
        let readsAll = sync.mode == .full && sync.pageToken == nil
        let moved = try await following(try await tracker.presentProject(of: channel), channel, readsAll: readsAll)
        return moved.path == channel.path ? nil : moved
    }

    /// Keeps path, address and identifier of the project with the channel. A new path may come with new keys
    /// (GlitchTip's begin with the project's slug), so everything is read again.
    /// - Parameter readsAll: whether this sync does that already.
    private func following(_ project: RemoteProject, _ channel: Channel, readsAll: Bool) async throws -> Channel {
        guard channel.path != project.path || channel.remoteProjectID == nil else { return channel }
        let isKept = try await ServiceError.mapping(.uniqueViolation, to: Self.pathTaken) {
            try await worker.database.transaction { transaction in
                let isKept = try await ChannelRepository(transaction).follow(
                    project, channel.id, at: worker.clock.now())
                if isKept, channel.remoteProjectID != nil, !readsAll {
                    try await ChannelSyncRepository(transaction).request(channel.id, full: true, at: worker.clock.now())
                }
                return isKept
            }
        }
        guard isKept, let present = try await ChannelRepository(worker.database).find(id: channel.id) else {
            throw TakenOver()
        }
        worker.logger.notice(
            "a channel follows its project",
            metadata: ["channel": "\(channel.slug)", "from": "\(channel.path)", "to": "\(present.path)"])
        return present
    }

    private static let pathTaken = ServiceError.conflict(
        detail: "The project was renamed, and another channel of the connection has its new path.", code: .channelExists
    )
}
