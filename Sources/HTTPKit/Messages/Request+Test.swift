package import HTTPTypes
package import Primitives

extension Request {
    /// Creates a request without a connection, to test handlers, middleware and routers in-process.
    /// - Parameters:
    ///   - target: Path and query, such as `/api/v1/tickets?limit=5`.
    ///   - body: The whole body.
    ///   - id: The request id.
    ///   - peerAddress: The client's numeric address.
    ///   - receivedAt: The time at which the head was complete.
    package static func test(
        _ method: HTTPRequest.Method = .get, _ target: String = "/", headers: HTTPFields = [:], body: [UInt8] = [],
        id: String = "test-request", peerAddress: String = "127.0.0.1", receivedAt: Timestamp = .now
    ) -> Request {
        let head = RequestHead(method: method, target: target, fields: headers)
        return Request(head: head, body: RequestBody(body), id: id, peerAddress: peerAddress, receivedAt: receivedAt)
    }
}
