/// Sends requests to other servers. Implemented by the real transport, by wrappers that apply a policy, and by fakes
/// for tests.
package protocol HTTPTransport: Sendable {
    /// Sends a request, and returns its whole response, whatever the status.
    /// - Throws: `TransportError` if there is no response.
    func send(_ request: ClientRequest) async throws -> ClientResponse
}
