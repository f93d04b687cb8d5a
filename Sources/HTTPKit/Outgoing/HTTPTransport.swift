/// Carries requests to servers elsewhere. A real transport, a policy around one, and a fake for tests are all of this
/// kind.
package protocol HTTPTransport: Sendable {
    /// Sends a request and waits for its whole response, whatever its status.
    /// - Throws: `TransportError` when there is no response.
    func send(_ request: ClientRequest) async throws -> ClientResponse
}
