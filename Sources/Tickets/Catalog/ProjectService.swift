import Connections
package import Models
import Postgres
import Primitives
import Repositories
package import ServiceKit
package import TrackerKit

/// Use cases of projects and users. They are read from the tracker each time, with conditional requests if the tracker
/// supports them.
package struct ProjectService: Sendable {
    private let environment: TicketEnvironment

    package init(_ environment: TicketEnvironment) { self.environment = environment }

    /// Returns the project as its tracker shows it, and the channel's capabilities.
    package func project(channel slug: String, context: CallContext) async throws -> (
        Channel, RemoteProject, [Capability]
    ) {
        let channel = try await environment.channel(slug, context)
        return try await environment.calling(channel, context: context.inOwnName) { tracker in
            (channel, try await tracker.presentProject(of: channel), tracker.capabilities.sorted())
        }
    }

    /// Returns members in the order of their logins, starting after `login`. A result of `limit` + 1 members means that
    /// there is a next page.
    package func members(channel slug: String, after login: String?, limit: Int, context: CallContext) async throws -> (
        Channel, [RemoteMember]
    ) {
        let channel = try await environment.channel(slug, context)
        let all = try await members(of: channel, context)
        return (channel, Array(all.filter { login == nil || $0.user.username > login ?? "" }.prefix(limit + 1)))
    }

    /// Adds a member, or changes a member's access level.
    package func addMember(_ user: String, level: String?, channel slug: String, context: CallContext) async throws -> (
        Channel, RemoteMember
    ) {
        let channel = try await environment.channel(slug, context)
        let member = try await environment.calling(channel, context: context) { tracker in
            try tracker.require(.writeMembers)
            return try await tracker.addMember(user, level: level, to: channel.project)
        }
        let target = AuditTarget(.member, name: member.user.username, channel: slug)
        try await environment.audit.record(
            "member.create", target: target, before: nil, after: ["role": .string(member.role)], context: context,
            in: environment.database)
        return (channel, member)
    }

    package func removeMember(_ user: String, channel slug: String, context: CallContext) async throws {
        let channel = try await environment.channel(slug, context)
        try await environment.calling(channel, context: context) { tracker in
            try tracker.require(.writeMembers)
            try await tracker.removeMember(user, from: channel.project)
        }
        try await environment.audit.record(
            "member.delete", target: AuditTarget(.member, name: user, channel: slug), before: nil, after: nil,
            context: context, in: environment.database)
    }

    /// Looks up a user; nil if there is none. A caller restricted to channels needs access to a channel on the
    /// connection.
    package func user(_ query: UserQuery, connection slug: String, context: CallContext) async throws -> RemoteUser? {
        let found = try await ConnectionRepository(environment.database.reader).find(
            slug: slug, usedBy: context.principal.channels)
        guard let connection = found else { throw ServiceError.notFound("connection") }
        return try await ServiceError.naming(connection.tracker, of: connection.slug) {
            try await environment.provider.tracker(for: connection).user(query)
        }
    }

    private func members(of channel: Channel, _ context: CallContext) async throws -> [RemoteMember] {
        let members = try await environment.calling(channel, context: context.inOwnName) { tracker in
            try tracker.require(.readMembers)
            // Another project may have taken its path.
            if tracker.projectAddressing != .identifier { try await tracker.requireProject(of: channel) }
            return try await readList(of: "members") { try await tracker.members(of: channel.project, page: $0) }.items
        }
        return members.sorted { $0.user.username < $1.user.username }
    }
}
