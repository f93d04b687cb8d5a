package import Models
package import TrackerKit

/// A channel belongs to one project, permanently identified by its `remoteProjectID`. The path is only where the
/// project was last seen: it may have been renamed, and another project may have taken over its path.
extension IssueTracker {
    /// Finds the channel's project at the tracker, even if it was renamed or moved.
    /// - Throws: ``TrackerError/projectReplaced(path:)`` if the path leads to another project and the channel's own
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

    /// Checks that calls reach the channel's project, so that a ticket they do not find has really been deleted. A
    /// tracker also responds "not found" if the project or the credentials' permissions are gone.
    /// - Throws: ``TrackerError/projectReplaced(path:)`` if the path leads to another project.
    package func requireProject(of channel: Channel) async throws {
        if projectAddressing == .identifier {
            _ = try await presentProject(of: channel)
        } else {
            let found = try await project(channel.path)
            guard channel.isOf(found) else { throw TrackerError.projectReplaced(path: channel.path) }
        }
    }

    /// Checks that a response for the key of a mirrored ticket is not another project's ticket, because storing it
    /// would delete the mirrored one. Trackers do not reuse keys, so a different identifier is a sign of another
    /// project.
    /// - Parameter known: The mirrored ticket with that key, if any.
    /// - Throws: ``TrackerError/projectReplaced(path:)`` if the response cannot be confirmed to be of the channel's
    ///   project.
    package func requireOwn(_ remote: Ticket, insteadOf known: MirroredTicket?, in channel: Channel) async throws {
        guard let known, known.key == remote.key, known.remoteID != remote.remoteID else { return }
        guard channel.remoteProjectID != nil else { throw TrackerError.projectReplaced(path: channel.path) }
        try await requireProject(of: channel)
    }

    /// Finds a mirrored ticket whose key was not found under its current key; nil if it was deleted. Only trackers
    /// whose keys contain the project's slug are called.
    package func underNewKey(_ ticket: MirroredTicket, in channel: Channel) async throws -> Ticket? {
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
    /// Whether this is the channel's project. True for any project if the identifier of the channel's project is not
    /// known yet.
    func isOf(_ project: RemoteProject) -> Bool { remoteProjectID ?? project.remoteID == project.remoteID }
}
