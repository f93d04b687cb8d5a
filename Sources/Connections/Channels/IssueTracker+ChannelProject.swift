package import Models
package import TrackerKit

/// A channel belongs to one project, which its identifier names for good. The path only says where the project was
/// last: it may have been renamed, and another project may have taken its path.
extension IssueTracker {
    /// The channel's project as the tracker has it, wherever it is now.
    /// - Throws: ``TrackerError/projectReplaced(path:)`` when the path leads to another project and the channel's own
    ///   cannot be found.
    package func presentProject(of channel: Channel) async throws -> RemoteProject {
        guard let id = channel.remoteProjectID else { return try await project(channel.path) }
        let atPath = try await projectIfFound(channel.path)
        if let atPath, atPath.remoteID == id { return atPath }
        do {
            return try await project(remoteID: id)
        } catch TrackerError.notFound {
            throw atPath == nil
                ? TrackerError.notFound(what: "project \(channel.path)")
                : TrackerError.projectReplaced(path: channel.path)
        }
    }

    /// Makes sure that calls reach the channel's project, so that what they do not find is gone from it. A tracker also
    /// says "not found" when the project or the credentials' rights are gone.
    /// - Throws: ``TrackerError/projectReplaced(path:)`` when the path leads to another project.
    package func requireProject(of channel: Channel) async throws {
        if projectAddressing == .identifier {
            _ = try await presentProject(of: channel)
        } else {
            let found = try await project(channel.path)
            guard channel.isOf(found) else { throw TrackerError.projectReplaced(path: channel.path) }
        }
    }

    /// Makes sure that an answer under the key of a mirrored ticket is not another project's ticket: storing it would
    /// delete the mirrored one. Trackers do not give a key again, so that another identifier is the sign of another
    /// project.
    /// - Parameter known: The mirrored ticket of that key; nil where there is none.
    /// - Throws: ``TrackerError/projectReplaced(path:)`` when the answer is not known to be of the channel's project.
    package func requireOwn(_ remote: RemoteTicket, insteadOf known: Ticket?, in channel: Channel) async throws {
        guard let known, known.key == remote.key, known.remoteID != remote.remoteID else { return }
        guard channel.remoteProjectID != nil else { throw TrackerError.projectReplaced(path: channel.path) }
        try await requireProject(of: channel)
    }

    /// A mirrored ticket whose key was not found, under the key that it has now; nil when it is gone. Only a tracker
    /// whose keys follow the project's slug is asked.
    package func underNewKey(_ ticket: Ticket, in channel: Channel) async throws -> RemoteTicket? {
        guard projectAddressing == .rows else { return nil }
        do {
            return try await self.ticket(ticket.key, remoteID: ticket.remoteID, in: channel.project)
        } catch TrackerError.notFound {
            return nil
        }
    }

    private func projectIfFound(_ path: String) async throws -> RemoteProject? {
        do {
            return try await project(path)
        } catch TrackerError.notFound {
            return nil
        }
    }
}

extension Channel {
    /// Whether that is the channel's project; any is that of a channel whose project's identifier is not known yet.
    func isOf(_ project: RemoteProject) -> Bool { remoteProjectID ?? project.remoteID == project.remoteID }
}
