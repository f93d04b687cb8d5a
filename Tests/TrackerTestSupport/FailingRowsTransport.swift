package import HTTPKit
import Primitives
import Synchronization

/// A transport that replaces each list containing certain rows with a 5xx response, and counts the calls.
package final class FailingRowsTransport: HTTPTransport {
    private let inner: any HTTPTransport
    private let texts: [String]
    private let status: Int
    private let count = Mutex(0)

    /// - Parameter texts: Markers of the rows, as in the response.
    package init(_ inner: any HTTPTransport, holding texts: [String], status: Int = 500) {
        self.inner = inner
        self.texts = texts
        self.status = status
    }

    /// The number of calls so far.
    package var calls: Int { count.withLock { $0 } }

    package func send(_ request: ClientRequest) async throws -> ClientResponse {
        count.withLock { $0 += 1 }
        let response = try await inner.send(request)
        guard response.body.first == UInt8(ascii: "[") else { return response }
        let body = String(decoding: response.body, as: UTF8.self)
        guard texts.contains(where: { body.contains($0) }) else { return response }
        return ClientResponse(status: status, body: Array("Internal Server Error".utf8))
    }
}
