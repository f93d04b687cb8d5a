package import HTTPKit

extension Request {
    /// For verbs that take no body: an empty object may be sent all the same.
    /// - Throws: as ``BodyReader``.
    package func refuseBody() async throws {
        try await BodyReader(self, allowsEmpty: true).finish()
    }
}
