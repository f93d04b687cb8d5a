import HTTPTypes
import Primitives
package import TrackerKit

extension TrelloTracker {
    /// The roles of a board's members ([boards](https://developer.atlassian.com/cloud/trello/rest/api-group-boards/)).
    private static let roles: Set<String> = ["admin", "normal", "observer"]

    /// The members of a board, in one page, because Trello returns them in one response.
    package func members(of project: ProjectReference, page: PageToken?) async throws -> Page<RemoteMember> {
        try requireOnlyPage(page)
        let rows = try await membershipRows(of: project)
        var page = Page(items: rows.items.compactMap(\.remoteMember), next: nil)
        page.skipped = rows.skipped
        page.skipped += rows.items.filter { $0.member == nil }.map {
            SkippedRow(key: $0.idMember, remoteID: $0.idMember, reason: "membership.member cannot be read")
        }
        return page
    }

    /// Adds a member to a board, or changes a member's role.
    /// - Parameter level: `admin`, `normal` or `observer`; nil for `normal`.
    package func addMember(_ user: String, level: String?, to project: ProjectReference) async throws -> RemoteMember {
        let level = level ?? "normal"
        guard Self.roles.contains(level) else {
            throw TrackerError.invalid("/level", "must be admin, normal or observer")
        }
        guard let account = try await account(user) else {
            throw TrackerError.invalid("/user_id", "Trello has no such user")
        }
        let path = try board(project).appending("members", account.id)
        try await client.send(APICall(.put, path, body: ["type": .string(level)], what: "project \(project.path)"))
        let membership = try await memberships(of: project).first { $0.idMember == account.id }
        return membership?.remoteMember ?? RemoteMember(user: account.user, role: level, active: false)
    }

    package func removeMember(_ user: String, from project: ProjectReference) async throws {
        guard let membership = try await memberships(of: project).first(where: { $0.member?.isCalled(user) ?? false })
        else {
            throw TrackerError.notFound(what: "member \(user)")
        }
        let path = try board(project).appending("members", membership.idMember)
        try await client.send(APICall(.delete, path, what: "member \(user)"))
    }

    /// Finds members of a board by username or ID, to assign them.
    /// - Throws: ``TrackerError/invalid(_:_:)`` if one is not a member.
    func members(_ names: [String], of project: ProjectReference) async throws -> [Trello.Member] {
        guard !names.isEmpty else { return [] }
        let present = try await memberships(of: project).compactMap(\.member)
        return try names.map { name in
            guard let member = present.first(where: { $0.isCalled(name) }) else {
                throw TrackerError.invalid("/assignees", "must be members of the board")
            }
            return member
        }
    }

    private func memberships(of project: ProjectReference) async throws -> [Trello.Membership] {
        try await membershipRows(of: project).items
    }

    private func membershipRows(of project: ProjectReference) async throws -> Page<Trello.Membership> {
        let path = try board(project).appending("memberships").query([
            "member": "true", "member_fields": Self.memberFields,
        ])
        return try await client.objects(APICall(.get, path, what: "members of \(project.path)")).reading(
            "idMember", "id"
        ) {
            try Trello.Membership($0)
        }
    }
}

extension Trello.Member {
    /// Whether it is this account's username, ignoring case, or ID.
    fileprivate func isCalled(_ name: String) -> Bool { id == name || username.lowercased() == name.lowercased() }
}
