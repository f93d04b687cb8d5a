import Foundation
package import HTTPKit
import HTTPTypes
import Primitives
import Synchronization

/// Answers one recorded exchange, and what the adapter looks up beside it.
package final class ReplayTransport: HTTPTransport {
    private let exchange: RecordedExchange
    /// Where the API seems to live.
    private let origin: String
    /// Answers by `METHOD path` to the calls that the adapter makes around the recorded one.
    private let around: [String: ClientResponse]
    private let sent = Mutex<[ClientRequest]>([])

    /// Makes a transport.
    /// - Parameter origin: The base URL that the adapter was given, without a trailing slash.
    package init(_ exchange: RecordedExchange, origin: String, around: [String: ClientResponse] = [:]) {
        self.exchange = exchange
        self.origin = origin
        self.around = around
    }

    /// The request that the recorded answer was given to.
    package var replayed: ClientRequest? { sent.withLock { $0.first } }

    /// Answers the recorded call once, and the calls around it.
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

    /// Paths are compared decoded: some clients leave characters bare that others encode.
    private static func decoded(_ path: String) -> String { path.removingPercentEncoding ?? path }
}
