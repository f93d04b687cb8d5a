import HTTPKit
import HTTPTypes
import Primitives
package import TrackerKit

/// Members are the repository's collaborators
/// ([REST API](https://docs.github.com/en/rest/collaborators/collaborators)).
extension GitHubTracker {
    /// GitHub lists collaborators only for accounts with push access.
    package func members(of project: ProjectReference, page: PageToken?) async throws -> Page<RemoteMember> {
        let path = try collaborators(project).query(["per_page": String(GitHub.maximumPageSize)])
        let call = APICall(.get, path, what: "members of \(project.path)")
        return try await client.list(call, page: page).reading("login", "id") { try GitHub.User($0).member }
    }

    /// Adds a collaborator, or changes a collaborator's permission. Outside of an organisation, GitHub sends an
    /// invitation, and the member is inactive until it is accepted.
    /// - Parameter level: `pull`, `triage`, `push`, `maintain`, `admin` or a custom role; nil for GitHub's default,
    ///   `push`.
    package func addMember(_ user: String, level: String?, to project: ProjectReference) async throws -> RemoteMember {
        guard let account = try await account(user) else {
            throw TrackerError.invalid("/user_id", "GitHub has no such user")
        }
        let path = try collaborators(project).appending(account.login)
        let body: JSON = level.map { ["permission": .string($0)] } ?? [:]
        let response = try await client.send(APICall(.put, path, body: body, what: "user \(account.login)"))
        if response.status == 201 {
            let granted = (try? response.json())?["permissions"]?.stringValue
            return RemoteMember(user: account.user, role: granted ?? level ?? "write", active: false)
        }
        let permission = try await client.object(
            APICall(.get, path.appending("permission"), what: "user \(account.login)"))
        return RemoteMember(
            user: account.user, role: permission.string("role_name") ?? permission.string("permission") ?? "read")
    }

    package func removeMember(_ user: String, from project: ProjectReference) async throws {
        guard let account = try await account(user) else { throw TrackerError.notFound(what: "user \(user)") }
        let path = try collaborators(project).appending(account.login)
        try await client.send(APICall(.get, path, what: "member \(account.login)"))
        try await client.send(APICall(.delete, path, what: "member \(account.login)"))
    }

    private func collaborators(_ project: ProjectReference) throws -> APIPath {
        try repository(project).appending("collaborators")
    }

    /// The account with this login or ID. A login that consists of digits takes precedence.
    private func account(_ user: String) async throws -> GitHub.User? {
        if let found = try await account(named: user) { return found }
        return user.isNumber ? try await account(withID: user) : nil
    }
}
