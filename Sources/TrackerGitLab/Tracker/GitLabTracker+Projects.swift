import HTTPTypes
import Primitives
package import TrackerKit

extension GitLabTracker {
    /// Reads the token's account, the token's scopes and the server's version, as far as the token has access.
    package func verify() async throws -> Verification {
        let account = try GitLab.User(try await client.object(APICall(.get, APIPath("user"), what: "the account"))).user
        let token = try await objectIfAllowed(APIPath("personal_access_tokens", "self"))
        let version = try await objectIfAllowed(APIPath("version"))
        let scopes = token?["scopes"]?.arrayValue?.compactMap(\.stringValue) ?? []
        return Verification(
            account: account, scopes: scopes, serverVersion: version?.string("version"),
            unavailable: scopes.isEmpty ? [] : Self.needs.unavailable(of: capabilities, granted: Set(scopes)))
    }

    /// The token scopes that features require
    /// ([scopes](https://docs.gitlab.com/user/profile/personal_access_tokens/#personal-access-token-scopes)). The
    /// account's role in a project must also allow them.
    private static let needs = FeatureNeeds([
        (Capability.allCases.filter { !written.contains($0) && $0 != .actAsUser }, ["api", "read_api"]),
        (written, ["api"]),
        ([.actAsUser], ["sudo"]),
    ])
    private static let written: [Capability] = [
        .createTickets, .updateTickets, .text, .deleteTickets, .changeStatus, .assignees, .ticketLabels,
        .ticketMilestone, .kind, .dueDate,
        .confidential, .lock, .writeComments, .updateComments, .deleteComments, .internalComments, .writeLabels,
        .writeMilestones,
        .writeMembers, .subscribe, .writeAttachments, .deleteAttachments, .webhooks,
    ]

    /// The projects of which the token's account is a member. Uses keyset pagination, which is not limited in length
    /// ([keyset](https://docs.gitlab.com/api/rest/#keyset-based-pagination)).
    package func projects(page: PageToken?) async throws -> Page<RemoteProject> {
        let path = APIPath("projects").query([
            "membership": "true", "pagination": "keyset", "order_by": "id", "sort": "asc",
            "per_page": String(GitLab.maximumPageSize),
        ])
        let list = try await client.list(APICall(.get, path, what: "projects"), page: page)
        return try list.reading("path_with_namespace", "id") { try GitLab.Project($0).project }
    }

    /// The project with this path. The result has its current path if it was renamed.
    package func project(_ path: String) async throws -> RemoteProject {
        try GitLab.Project(try await client.object(APICall(.get, try projectPath(path), what: "project \(path)")))
            .project
    }

    /// The project with this number, even if its path has changed.
    package func project(remoteID: String) async throws -> RemoteProject {
        let what = "project \(remoteID)"
        guard remoteID.isNumber else { throw TrackerError.notFound(what: what) }
        return try GitLab.Project(try await client.object(APICall(.get, APIPath("projects", remoteID), what: what)))
            .project
    }

    /// Reads an object; nil if the kind, scope or server of the token does not allow it.
    private func objectIfAllowed(_ path: APIPath) async throws -> WireObject? {
        do {
            return try await client.object(APICall(.get, path, what: path.text))
        } catch TrackerError.notFound, TrackerError.forbidden, TrackerError.unauthorized {
            return nil
        }
    }
}
