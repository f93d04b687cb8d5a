import HTTPTypes
import Primitives
package import TrackerKit

extension TrelloTracker {
    /// The fields of an account that a user contains.
    static let memberFields = "username,fullName,url,avatarUrl,memberType,activityBlocked"

    /// An account by ID or username. Lookup by email address is unsupported: Trello's search does not return addresses,
    /// so a match could not be verified.
    package func user(_ query: UserQuery) async throws -> RemoteUser? {
        switch query {
        case .id(let id): return id.isTrelloID ? try await account(id)?.user : nil
        case .username(let name): return try await account(named: name)?.user
        case .email: throw TrackerError.capabilityMissing(.userByEmail)
        }
    }

    /// Looks an account up by ID or username.
    func account(_ user: String) async throws -> Trello.Member? {
        guard user.isTrelloID else { return try await account(named: user) }
        return try await account(at: user).flatMap { $0.id == user ? $0 : nil }
    }

    /// Looks an account up by username. Rejects `me`, which the API resolves to the token's own account.
    private func account(named name: String) async throws -> Trello.Member? {
        guard name.isTrelloUsername else { return nil }
        return try await account(at: name).flatMap { $0.username.lowercased() == name.lowercased() ? $0 : nil }
    }

    private func account(at name: String) async throws -> Trello.Member? {
        let path = APIPath("members", name).query(["fields": Self.memberFields])
        return try await client.objectIfFound(APICall(.get, path, what: "user \(name)")).map { try Trello.Member($0) }
    }
}
