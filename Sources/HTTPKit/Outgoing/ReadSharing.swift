/// Which identical reads may share one call and its response.
package enum ReadSharing: Sendable, Hashable {
    /// A read joins a call that is already in flight.
    case withEarlier
    /// A read starts a new call, which only later reads join. For a caller that has just learned of a change: the
    /// server may have produced the response of a call in flight before the change.
    case onlyWithLater
}

extension HTTPTransport {
    /// A transport that sends every request with this sharing.
    package func sharingReads(_ sharing: ReadSharing) -> any HTTPTransport {
        SharingTransport(transport: self, sharing: sharing)
    }
}

/// Sets the sharing of each request.
private struct SharingTransport: HTTPTransport {
    let transport: any HTTPTransport
    let sharing: ReadSharing

    func send(_ request: ClientRequest) async throws -> ClientResponse {
        var request = request
        request.sharing = sharing
        return try await transport.send(request)
    }
}
