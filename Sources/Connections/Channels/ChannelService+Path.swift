import Models
import Postgres
import Repositories
import ServiceKit
import TrackerKit

extension ChannelService {
    /// Returns the channel with another path of the same project. A channel always stays with its project, because its
    /// tickets, links and rules belong to that project.
    /// - Throws: 422 if the path leads to another project or to none.
    func moved(_ channel: Channel, to path: String) async throws -> Channel {
        guard let connection = try await ConnectionRepository(database.reader).find(id: channel.connectionID) else {
            throw ServiceError.notFound("connection")
        }
        // The built-in tracker creates any requested project, so the path cannot be checked.
        guard provider.isRemote(channel.tracker) else {
            throw ServiceError.invalid("/path", "can't change: projects of this tracker are not renamed")
        }
        let project = try await project(path, of: connection)
        guard channel.isOf(project) else {
            throw ServiceError.invalid(
                "/path", "leads to another project of the tracker; create a channel for that one")
        }
        var channel = channel
        channel.path = project.path
        channel.url = project.url
        channel.remoteProjectID = project.remoteID
        return channel
    }
}
