import HTTPKit
import HTTPTypes
import Primitives
public import TrackerKit

extension GitHubTracker {
    /// Whose credentials these are: the account of a token, or nil and the granted permissions of an App's installation.
    public func verify() async throws -> Verification {
        if let installation { return try await verify(installation) }
        let response = try await client.send(APICall(.get, APIPath("user"), what: "the account"))
        let scopes = (response.headers[.oauthScopes] ?? "").split(separator: ",").map { $0.filter { $0 != " " } }
        return Verification(
            account: try GitHub.User(WireObject(response.json(), "user")).user, scopes: scopes,
            serverVersion: response.headers[.enterpriseVersion])
    }

    private func verify(_ source: InstallationTokenSource) async throws -> Verification {
        let permissions = try await source.installation()["permissions"]?.objectValue ?? [:]
        _ = try await source.credential()
        return Verification(
            account: nil, scopes: permissions.compactMap { name, level in level.stringValue.map { "\(name):\($0)" } }.sorted())
    }

    /// The repositories that the token's owner can reach, or that the installation was given.
    public func projects(page: PageToken?) async throws -> Page<RemoteProject> {
        if installation != nil {
            let path = APIPath("installation", "repositories").query(["per_page": String(GitHub.maximumPageSize)])
            return try await client.list(APICall(.get, path, what: "projects"), page: page, member: "repositories").projects()
        }
        let path = APIPath("user", "repos").query(["sort": "full_name", "per_page": String(GitHub.maximumPageSize)])
        return try await client.list(APICall(.get, path, what: "projects"), page: page).projects()
    }

    /// A repository by `owner/name`; the answer has its present path when it was renamed.
    public func project(_ path: String) async throws -> RemoteProject {
        let call = APICall(.get, try repository(path: path), what: "project \(path)")
        return try GitHub.Repository(try await client.object(call)).project
    }

    /// A repository by its number, wherever it is now. GitHub's own redirects and page links name repositories so
    /// ([pagination](https://docs.github.com/en/rest/using-the-rest-api/using-pagination-in-the-rest-api)).
    public func project(remoteID: String) async throws -> RemoteProject {
        let what = "project \(remoteID)"
        guard remoteID.isNumber else { throw TrackerError.notFound(what: what) }
        let found = try GitHub.Repository(try await client.object(APICall(.get, APIPath("repositories", remoteID), what: what))).project
        guard found.remoteID == remoteID else { throw TrackerError.notFound(what: what) }
        return found
    }
}

extension Page<WireObject> {
    fileprivate func projects() throws -> Page<RemoteProject> { try reading("full_name", "id") { try GitHub.Repository($0).project } }
}
