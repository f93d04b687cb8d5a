import HTTPTypes
import Primitives
package import TrackerKit

extension GitHubTracker {
    /// How many hits of a search for an address are looked at: the search is fuzzy, and the right one comes first.
    private static let emailCandidates = 5

    /// An account by identifier, login or public address.
    package func user(_ query: UserQuery) async throws -> RemoteUser? {
        switch query {
        case .id(let id): try await account(withID: id)?.user
        case .username(let name): try await account(named: name)?.user
        case .email(let address): try await account(withEmail: address)?.user
        }
    }

    /// An account by login.
    func account(named login: String) async throws -> GitHub.User? {
        guard !login.isEmpty else { return nil }
        return try await account(at: APIPath("users", login), what: "user \(login)")
    }

    /// An account by its number, which stays when the login changes.
    func account(withID id: String) async throws -> GitHub.User? {
        guard id.isNumber else { return nil }
        return try await account(at: APIPath("user", id), what: "user \(id)")
    }

    /// Searches for a public address, and takes only an account that shows exactly this one.
    private func account(withEmail address: String) async throws -> GitHub.User? {
        guard address.contains("@"), !address.contains(where: { $0.isWhitespace || $0 == "\"" }) else { return nil }
        let path = APIPath("search", "users").query([
            "q": "\(address) in:email", "per_page": String(Self.emailCandidates),
        ])
        let hits = try await client.list(APICall(.get, path, what: "users"), page: nil, member: "items").items
        for hit in hits {
            guard let login = hit.string("login") else { continue }
            if let account = try await account(named: login), account.email?.lowercased() == address.lowercased() {
                return account
            }
        }
        return nil
    }

    private func account(at path: APIPath, what: String) async throws -> GitHub.User? {
        try await client.objectIfFound(APICall(.get, path, what: what)).map { try GitHub.User($0) }
    }
}
