import HTTPTypes
import Primitives
package import TrackerKit

extension GitLabTracker {
    /// The account with this identifier, login or email address ([users](https://docs.gitlab.com/api/users/)). An
    /// identifier of the form `PROVIDER:UID` finds an account by its identity at a login provider, which requires an
    /// administrator's token.
    package func user(_ query: UserQuery) async throws -> RemoteUser? {
        switch query {
        case .id(let id): try await account(withID: id)?.user
        case .username(let name): try await account(named: name)?.user
        case .email(let address): try await account(withEmail: address)?.user
        }
    }

    /// Ignores case.
    func account(named login: String) async throws -> GitLab.User? {
        guard !login.isEmpty else { return nil }
        return try await accounts(["username": login]).first { $0.username.lowercased() == login.lowercased() }
    }

    /// The account with this number, which stays the same when the login changes, or with the identity `PROVIDER:UID`.
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

    /// Searches for an email address, and accepts only an account that shows exactly this address.
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
