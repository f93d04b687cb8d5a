import HTTPKit
import HTTPTypes
import Primitives
package import TrackerKit

extension GitHubTracker {
    /// Checks the credentials. Returns the account of a token, or no account and the granted permissions of an App's
    /// installation.
    package func verify() async throws -> Verification {
        if let installation { return try await verify(installation) }
        let response = try await client.send(APICall(.get, APIPath("user"), what: "the account"))
        let scopes = (response.headers[.oauthScopes] ?? "").split(separator: ",").map { $0.filter { $0 != " " } }
        var verification = Verification(
            account: try GitHub.User(WireObject(response.json(), "user")).user, scopes: scopes,
            serverVersion: response.headers[.enterpriseVersion])
        // Only responses to classic tokens have the header field. It is empty for a token without scopes.
        verification.unavailable =
            response.headers[.oauthScopes] != nil
            ? GitHubRights.scopes.unavailable(of: capabilities, granted: Set(scopes)) : await refusedProbes()
        return verification
    }

    /// What a fine-grained token can't read, tested on the first repository that it has access to.
    private func refusedProbes() async -> [UnavailableFeature] {
        let first = APIPath("user", "repos").query(["sort": "full_name", "per_page": "1"])
        var refused: [UnavailableFeature] = []
        do {
            guard let repository = try await client.list(APICall(.get, first, what: "projects"), page: nil).items.first,
                let name = repository.string("full_name")
            else { return [] }
            for probe in GitHubRights.probes where try await isRefused(probe.path, of: name) {
                refused += probe.features.map { UnavailableFeature($0, needs: [probe.needs]) }
            }
        } catch {
            // The account was returned, so the token is valid. The capabilities remain unknown as far as the probes
            // failed.
        }
        return refused.filter { capabilities.contains($0.capability) }.sorted { $0.capability < $1.capability }
    }

    /// Whether GitHub refuses a list of a repository. A missing list reveals nothing about the token.
    private func isRefused(_ list: [String], of repository: String) async throws -> Bool {
        let path = try list.reduce(self.repository(path: repository)) { $0.appending($1) }
        do {
            try await client.send(APICall(.get, path.query(["per_page": "1"]), what: "project \(repository)"))
            return false
        } catch TrackerError.forbidden {
            return true
        } catch TrackerError.notFound, TrackerError.conflict {
            return false
        }
    }

    private func verify(_ source: InstallationTokenSource) async throws -> Verification {
        let permissions = try await source.installation()["permissions"]?.objectValue ?? [:]
        _ = try await source.credential()
        let granted = permissions.compactMapValues(\.stringValue)
        return Verification(
            account: nil, scopes: granted.map { "\($0.key):\($0.value)" }.sorted(),
            unavailable: GitHubRights.permissions.unavailable(of: capabilities, granted: GitHubRights.expanded(granted))
        )
    }

    /// The repositories that the token's owner can access, or that the installation was granted.
    package func projects(page: PageToken?) async throws -> Page<RemoteProject> {
        if installation != nil {
            let path = APIPath("installation", "repositories").query(["per_page": String(GitHub.maximumPageSize)])
            return try await client.list(APICall(.get, path, what: "projects"), page: page, member: "repositories")
                .projects()
        }
        let path = APIPath("user", "repos").query(["sort": "full_name", "per_page": String(GitHub.maximumPageSize)])
        return try await client.list(APICall(.get, path, what: "projects"), page: page).projects()
    }

    /// A repository by `owner/name`. If it was renamed, the response contains its current path.
    package func project(_ path: String) async throws -> RemoteProject {
        let call = APICall(.get, try repository(path: path), what: "project \(path)")
        return try GitHub.Repository(try await client.object(call)).project
    }

    /// A repository by its ID, regardless of its current name. GitHub's redirects and page links use this form
    /// ([pagination](https://docs.github.com/en/rest/using-the-rest-api/using-pagination-in-the-rest-api)).
    package func project(remoteID: String) async throws -> RemoteProject {
        let what = "project \(remoteID)"
        guard remoteID.isNumber else { throw TrackerError.notFound(what: what) }
        let found = try GitHub.Repository(
            try await client.object(APICall(.get, APIPath("repositories", remoteID), what: what))
        ).project
        guard found.remoteID == remoteID else { throw TrackerError.notFound(what: what) }
        return found
    }
}

extension Page<WireObject> {
    fileprivate func projects() throws -> Page<RemoteProject> {
        try reading("full_name", "id") { try GitHub.Repository($0).project }
    }
}
