package import HTTPKit
import HTTPTestSupport
import HTTPTypes
import Primitives

/// A transport that passes calls to a ``FakeTracker`` without a socket.
package struct InProcessTransport: HTTPTransport {
    private let fake: any FakeTracker

    /// The origin that the fake appears to have.
    package static let origin = "http://fake.test"

    /// The base URL to configure in an adapter.
    package var baseURL: String { Self.origin + fake.pathPrefix }

    package init(_ fake: any FakeTracker) { self.fake = fake }

    /// Calls the fake. A response that it loses is reported as a lost connection after the call was processed.
    package func send(_ request: ClientRequest) async throws -> ClientResponse {
        guard request.url.hasPrefix(Self.origin + "/") else { throw TransportError(.connect, detail: "not the fake") }
        var headers = request.headers
        headers[.host] = "fake.test"
        let target = String(request.url.dropFirst(Self.origin.count))
        let response = await fake.respond(
            to: .test(request.method, target, headers: headers, body: request.body ?? [], receivedAt: fake.clock.now()))
        do {
            let body = try await response.body.collect()
            return ClientResponse(
                status: response.status.code, headers: response.headers, body: body, finalURL: request.url)
        } catch {
            throw TransportError(.connectionLost, detail: "reply lost", requestMayHaveBeenProcessed: true)
        }
    }
}
