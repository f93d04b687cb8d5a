package import Access
import Models
import Primitives

/// Rechecks the rights of a caller whose request continues after it was authenticated, such as a stream.
package struct CallerRecheck: Sendable, Redacted {
    /// The caller's credential: a secret, also used to group streams by caller.
    let credential: String
    private let authenticator: Authenticator

    package init(credential: String, authenticator: Authenticator) {
        self.credential = credential
        self.authenticator = authenticator
    }

    /// Whether the cached result of the authentication is still valid: no change has been announced since.
    var isCertain: Bool { authenticator.cached(credential) != nil }

    /// The caller with its current rights; nil if the credential has expired or was revoked.
    /// - Throws: `PostgresError` if the database is unavailable.
    func check() async throws -> Principal? { try await authenticator.authenticate(credential) }
}
