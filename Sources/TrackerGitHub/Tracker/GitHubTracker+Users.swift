import HTTPTypes
import Primitives
package import TrackerKit

extension GitHubTracker {
    /// How many results of a search by email address are checked. The search is fuzzy, and the exact match comes first.
    private static let emailCandidates = 5

    /// Looks an account up by ID, login or public email address.
    package func user(_ query: UserQuery) async throws -> RemoteUser? {
        switch query {
        case .id(let id): try await account(withID: id)?.user
        case .username(let name): try await account(named: name)?.user
        case .email(let address): try await account(withEmail: address)?.user
        }
    }

    func account(named login: String) async throws -> GitHub.User? {
        guard !login.isEmpty else { return nil }
        return try await account(at: APIPath("users", login), what: "user \(login)")
    }

    /// By the ID, which does not change when the login does.
    func account(withID id: String) async throws -> GitHub.User? {
        guard id.isNumber else { return nil }
        return try await account(at: APIPath("user", id), what: "user \(id)")
    }

    /// Searches by public email address, and accepts only an account with exactly this one.
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
