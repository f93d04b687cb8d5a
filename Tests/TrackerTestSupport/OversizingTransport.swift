package import HTTPKit
import HTTPTypes
import TrackerKit

/// Carries calls, and reports the responses that hold a certain text as too large to read, as libcurl's transport does.
package struct OversizingTransport: HTTPTransport {
    private let inner: any HTTPTransport
    private let text: String

    /// Makes one.
    /// - Parameter text: Stands for megabytes of text.
    package init(_ inner: any HTTPTransport, holding text: String) {
        self.inner = inner
        self.text = text
    }

    /// Sends the request.
    package func send(_ request: ClientRequest) async throws -> ClientResponse {
        let response = try await inner.send(request)
        guard String(decoding: response.body, as: UTF8.self).contains(text) else { return response }
        var error = TransportError(.responseTooLarge)
        if response.isSuccess { error.link = response.headers[.link] ?? "" }
        throw error
    }
}
