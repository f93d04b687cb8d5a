package import Access
import Documents
package import HTTPKit
import Models
import Primitives
import ServiceKit

/// Handler of `/api/v1/caller`.
package struct CallerResource: Sendable {
    private let authenticator: Authenticator

    package init(authenticator: Authenticator) { self.authenticator = authenticator }

    /// GET: the caller itself, with its rights and the expiry of the credential that the request contains.
    package func get(_ request: Request, _ credential: String) async throws -> Response {
        try request.refuseQuery()
        let principal = try request.context.principal
        let expiresAt = try await authenticator.expiry(of: credential)
        return Response.object { $0.caller(principal, expiresAt: expiresAt) }
    }
}
