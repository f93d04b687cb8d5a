import Connections
package import Models
import Postgres
import Primitives
import Repositories
package import ServiceKit
package import TrackerKit

/// The use cases of a channel's project and of users, which are read from the tracker each time, with conditional
/// requests where it has those.
package struct ProjectService: Sendable {
    private let environment: TicketEnvironment

    /// Makes the service.
    package init(_ environment: TicketEnvironment) { self.environment = environment }

    /// The project as its tracker shows it, and what can be done there.
    package func project(channel slug: String, context: CallContext) async throws -> (
        Channel, RemoteProject, [Capability]
    ) {
        let channel = try await environment.channel(slug, context)
        return try await environment.calling(channel, context.inOwnName) { tracker in
            (channel, try await tracker.project(channel.path), tracker.capabilities.sorted())
        }
    }

    /// Members by login, after that one where given; one more than `limit` tells that there is a next page.
    package func members(channel slug: String, after login: String?, limit: Int, context: CallContext) async throws -> (
        Channel, [RemoteMember]
    ) {
        let channel = try await environment.channel(slug, context)
        let all = try await members(of: channel, context)
        return (channel, Array(all.filter { login == nil || $0.user.username > login ?? "" }.prefix(limit + 1)))
    }

    /// Adds a member, or changes what one may do.
    package func addMember(_ user: String, level: String?, channel slug: String, context: CallContext) async throws -> (
        Channel, RemoteMember
    ) {
        let channel = try await environment.channel(slug, context)
        let member = try await environment.calling(channel, context) { tracker in
            try tracker.require(.writeMembers)
            return try await tracker.addMember(user, level: level, to: channel.project)
        }
        let target = AuditTarget(.member, name: member.user.username, channel: slug)
        try await environment.audit.record(
            "member.create", target: target, before: nil, after: ["role": .string(member.role)], context: context,
            in: environment.database)
        return (channel, member)
    }

    /// Removes a member.
    package func removeMember(_ user: String, channel slug: String, context: CallContext) async throws {
        let channel = try await environment.channel(slug, context)
        try await environment.calling(channel, context) { tracker in
            try tracker.require(.writeMembers)
            try await tracker.removeMember(user, from: channel.project)
        }
        try await environment.audit.record(
            "member.delete", target: AuditTarget(.member, name: user, channel: slug), before: nil, after: nil,
            context: context,
            in: environment.database)
    }

    /// The user that the query finds, or nil. A caller who is bound to channels needs one of them on the connection.
    package func user(_ query: UserQuery, connection slug: String, context: CallContext) async throws -> RemoteUser? {
        let found = try await ConnectionRepository(environment.database.reader).find(
            slug: slug, usedBy: context.principal.channels)
        guard let connection = found else { throw ServiceError.notFound("connection") }
        return try await ServiceError.naming(connection.tracker) {
            try await environment.provider.tracker(for: connection).user(query)
        }
    }

    private func members(of channel: Channel, _ context: CallContext) async throws -> [RemoteMember] {
        let members = try await environment.calling(channel, context.inOwnName) { tracker in
            try tracker.require(.readMembers)
            return try await readList(of: "members") { try await tracker.members(of: channel.project, page: $0) }.items
        }
        return members.sorted { $0.user.username < $1.user.username }
    }
}
