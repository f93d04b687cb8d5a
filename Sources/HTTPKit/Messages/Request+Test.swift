package import HTTPTypes
package import Primitives

extension Request {
    /// A request that no socket carried: for tests of handlers, middleware and routers in the process.
    /// - Parameters:
    ///   - method: The method.
    ///   - target: Path and query, such as `/api/v1/tickets?limit=5`.
    ///   - headers: The header fields.
    ///   - body: The whole body.
    ///   - id: The request id.
    ///   - peerAddress: The client's address.
    ///   - receivedAt: When it came.
    package static func test(
        _ method: HTTPRequest.Method = .get, _ target: String = "/", headers: HTTPFields = [:], body: [UInt8] = [],
        id: String = "test-request", peerAddress: String = "127.0.0.1", receivedAt: Timestamp = .now
    ) -> Request {
        let head = RequestHead(method: method, target: target, fields: headers)
        return Request(head: head, body: RequestBody(body), id: id, peerAddress: peerAddress, receivedAt: receivedAt)
    }
}
