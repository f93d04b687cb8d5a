import Connections
import Logging
import Models
import Postgres
import Primitives
import Repositories
import ServiceKit
import TrackerKit

/// Makes sure that a sync reads the channel's own project; see ``ProjectAddressing``.
extension SyncRun {
    /// Returns the channel with its project's current path, and the project if it was looked up. It is looked up before
    /// a full sync, before any sync whose rows could belong to another project, and while the project's identifier is
    /// unknown.
    /// - Throws: ``TrackerError/projectReplaced(path:)`` before anything of another project is read.
    func withProject(_ channel: Channel, state: ChannelSync, tracker: any IssueTracker) async throws -> (
        Channel, RemoteProject?
    ) {
        let begins = state.pageToken == nil && state.mode == .full
        guard begins || tracker.projectAddressing == .path || channel.remoteProjectID == nil else {
            return (channel, nil)
        }
        let project = try await tracker.presentProject(of: channel)
        return (try await following(project, channel, readsAll: begins), project)
    }

    /// Returns the channel with its project's new path after a sync did not find the project at the old one; nil for
    /// other errors, for trackers that do not identify projects by ``ProjectAddressing/rows``, and if the path is
    /// unchanged.
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

    /// Stores the project's path, URL and identifier in the channel. Keys may change with the path (GlitchTip's begin
    /// with the project's slug), so a new path requires a full sync.
    /// - Parameter readsAll: Whether this sync is a full sync anyway.
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
            "a channel's path was updated, because its project was renamed",
            metadata: ["channel": "\(channel.slug)", "from": "\(channel.path)", "to": "\(present.path)"])
        return present
    }

    private static let pathTaken = ServiceError.conflict(
        detail: "The project was renamed, and another channel of the connection has its new path.", code: .channelExists
    )
}
