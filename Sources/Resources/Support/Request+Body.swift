import Documents
package import HTTPKit
extension Request {
    /// Rejects a body, for endpoints without one. An empty object is accepted.
    /// - Throws: The same errors as ``BodyReader``.
    package func refuseBody() async throws {
        try await BodyReader(self, allowsEmpty: true).finish()
    }
}
