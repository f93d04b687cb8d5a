package import HTTPKit
import HTTPTypes
import TrackerKit

/// A transport that reports responses containing a certain text as too large, in the same way as the libcurl transport.
package struct OversizingTransport: HTTPTransport {
    private let inner: any HTTPTransport
    private let text: String

    /// Creates a transport.
    /// - Parameter text: A marker that stands for megabytes of text.
    package init(_ inner: any HTTPTransport, holding text: String) {
        self.inner = inner
        self.text = text
    }

    package func send(_ request: ClientRequest) async throws -> ClientResponse {
        let response = try await inner.send(request)
        guard String(decoding: response.body, as: UTF8.self).contains(text) else { return response }
        var error = TransportError(.responseTooLarge)
        if response.isSuccess { error.link = response.headers[.link] ?? "" }
        throw error
    }
}
