import Foundation
package import HTTPKit
import HTTPTypes
import Primitives
import Synchronization

/// A transport that replays one recorded exchange, and returns fixed responses to other lookups of the adapter.
package final class ReplayTransport: HTTPTransport {
    private let exchange: RecordedExchange
    /// The base URL of the API.
    private let origin: String
    /// The responses to other calls of the adapter, by `METHOD path`.
    private let around: [String: ClientResponse]
    private let sent = Mutex<[ClientRequest]>([])

    /// Creates a transport.
    /// - Parameter origin: The base URL that the adapter uses, without a trailing slash.
    package init(_ exchange: RecordedExchange, origin: String, around: [String: ClientResponse] = [:]) {
        self.exchange = exchange
        self.origin = origin
        self.around = around
    }

    /// The request that received the recorded response; nil before.
    package var replayed: ClientRequest? { sent.withLock { $0.first } }

    /// Returns the recorded response to the first matching call, and fixed responses to the other calls.
    /// - Throws: ``Wrong`` for any other call.
    package func send(_ request: ClientRequest) async throws -> ClientResponse {
        let path = String(request.url.dropFirst(origin.count).prefix { $0 != "?" })
        let isFirst = sent.withLock(\.isEmpty)
        if isFirst, request.method.rawValue == exchange.method, Self.decoded(path) == Self.decoded(exchange.path) {
            sent.withLock { $0.append(request) }
            return ClientResponse(status: exchange.status, headers: exchange.headers, body: exchange.bytes)
        }
        if let response = around["\(request.method.rawValue) \(Self.decoded(path))"] { return response }
        throw Wrong("\(request.method.rawValue) \(path) was not recorded")
    }

    /// Paths are compared decoded, because clients differ in which characters they encode.
    private static func decoded(_ path: String) -> String { path.removingPercentEncoding ?? path }
}
