import HTTPTypes
import Primitives
package import TrackerKit

extension GitLabTracker {
    /// The members of a project, including those of its ancestor groups
    /// ([members](https://docs.gitlab.com/api/members/)).
    package func members(of project: ProjectReference, page: PageToken?) async throws -> Page<RemoteMember> {
        let path = try membersPath(project).appending("all").query(["per_page": String(GitLab.maximumPageSize)])
        let call = APICall(.get, path, what: "members of \(project.path)")
        return try await client.list(call, page: page).reading("username", "id") { try GitLab.User($0).member }
    }

    /// Adds a member, or changes the role of an existing one.
    /// - Parameter level: GitLab's name or number for the role; nil for reporter.
    package func addMember(_ user: String, level: String?, to project: ProjectReference) async throws -> RemoteMember {
        var access = GitLab.AccessLevel.standard
        if let level {
            guard let named = GitLab.AccessLevel(name: level) else {
                throw TrackerError.invalid("/level", "GitLab has no such role")
            }
            access = named
        }
        guard let account = try await account(user), let id = Int64(account.id) else {
            throw TrackerError.invalid("/user_id", "GitLab has no such user")
        }
        let path = try membersPath(project)
        let change: JSON = ["access_level": .integer(access.number)]
        do {
            let body: JSON = ["user_id": .integer(id), "access_level": .integer(access.number)]
            return try GitLab.User(
                try await client.object(APICall(.post, path, body: body, what: "project \(project.path)"))
            ).member
        } catch TrackerError.conflict {
            let call = APICall(.put, path.appending(account.id), body: change, what: "member \(account.username)")
            return try GitLab.User(try await client.object(call)).member
        }
    }

    /// Removes a direct member of the project. Members of an ancestor group must be removed there.
    package func removeMember(_ user: String, from project: ProjectReference) async throws {
        guard let account = try await account(user) else { throw TrackerError.notFound(what: "user \(user)") }
        try await client.send(
            APICall(.delete, try membersPath(project).appending(account.id), what: "member \(account.username)"))
    }

    private func membersPath(_ project: ProjectReference) throws -> APIPath {
        try projectPath(project).appending("members")
    }

    /// The account with this login or identifier. A numeric login takes precedence.
    private func account(_ user: String) async throws -> GitLab.User? {
        if let found = try await account(named: user) { return found }
        return user.isNumber ? try await account(withID: user) : nil
    }
}
