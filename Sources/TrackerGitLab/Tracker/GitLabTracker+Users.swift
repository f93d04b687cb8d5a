import HTTPTypes
import Primitives
package import TrackerKit

extension GitLabTracker {
    /// An account by identifier, login or address ([users](https://docs.gitlab.com/api/users/)). `PROVIDER:UID` as the
    /// identifier finds an account by its identity at a provider of logins, which an administrator's token may ask for.
    package func user(_ query: UserQuery) async throws -> RemoteUser? {
        switch query {
        case .id(let id): try await account(withID: id)?.user
        case .username(let name): try await account(named: name)?.user
        case .email(let address): try await account(withEmail: address)?.user
        }
    }

    /// An account by login.
    func account(named login: String) async throws -> GitLab.User? {
        guard !login.isEmpty else { return nil }
        return try await accounts(["username": login]).first { $0.username.lowercased() == login.lowercased() }
    }

    /// An account by its number, which stays when the login changes.
    func account(withID id: String) async throws -> GitLab.User? {
        if id.isNumber {
            return try await client.objectIfFound(APICall(.get, APIPath("users", id), what: "user \(id)")).map {
                try GitLab.User($0)
            }
        }
        let parts = id.split(separator: ":", maxSplits: 1)
        guard parts.count == 2,
            parts[0].allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == "-") })
        else {
            return nil
        }
        return try await accounts(["provider": String(parts[0]), "extern_uid": String(parts[1])]).first
    }

    /// Searches for an address, and takes only an account that shows exactly this one.
    private func account(withEmail address: String) async throws -> GitLab.User? {
        guard address.contains("@") else { return nil }
        return try await accounts(["search": address]).first { account in
            account.addresses.contains { $0.lowercased() == address.lowercased() }
        }
    }

    private func accounts(_ query: KeyValuePairs<String, String?>) async throws -> [GitLab.User] {
        let list = try await client.list(APICall(.get, APIPath("users").query(query), what: "users"), page: nil)
        return try list.reading("username", "id") { try GitLab.User($0) }.items
    }
}
