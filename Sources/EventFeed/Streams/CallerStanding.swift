package import Access
import Models
import Primitives

/// Asks again whether a caller is who it was: for what goes on after its request was let in.
package struct CallerStanding: Sendable, Redacted {
    /// What callers are told apart by; a secret.
    let credential: String
    private let authenticator: Authenticator

    /// The standing of who came with `credential`.
    package init(credential: String, authenticator: Authenticator) {
        self.credential = credential
        self.authenticator = authenticator
    }

    /// Whether what is known of the caller is good for the moment: nobody told of a change since it was let in.
    var isCertain: Bool { authenticator.recall(credential) != nil }

    /// The caller now; nil when the credential is over or revoked.
    /// - Throws: `PostgresError` when the database can't be asked.
    func check() async throws -> Principal? { try await authenticator.authenticate(credential) }
}
