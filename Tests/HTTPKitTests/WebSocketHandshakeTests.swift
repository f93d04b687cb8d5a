import HTTPKit
import HTTPTypes
import Primitives
import Testing

struct WebSocketHandshakeTests {
    private static let whole: HTTPFields = [
        .upgrade: "websocket", .connection: "Upgrade", .secWebSocketKey: "dGhlIHNhbXBsZSBub25jZQ==",
        .secWebSocketVersion: "13",
    ]

    private func response(_ change: (inout HTTPFields) -> Void = { _ in }, method: HTTPRequest.Method = .get) throws
        -> Response
    {
        var headers = Self.whole
        change(&headers)
        return try .webSocket(answering: .test(method, "/ws", headers: headers), subprotocol: nil) { _ in }
    }

    private func refusal(_ change: (inout HTTPFields) -> Void = { _ in }, method: HTTPRequest.Method = .get) -> Problem?
    {
        do {
            _ = try response(change, method: method)
            return nil
        } catch {
            return error as? Problem
        }
    }

    @Test func `a complete handshake is accepted (RFC 6455, section 4.2.2)`() throws {
        let response = try response()
        #expect(response.status == .switchingProtocols)
        #expect(response.headers[.upgrade] == "websocket")
        #expect(response.headers[.secWebSocketProtocol] == nil)
    }

    @Test func `tokens are compared without case, in lists (RFC 6455, section 4.2.1)`() throws {
        _ = try response {
            $0[.upgrade] = "h2c, WebSocket"
            $0[.connection] = "keep-alive, UPGRADE"
        }
    }

    @Test(arguments: [
        "", "AAAA", "!!!!!!!!!!!!!!!!!!!!!!!!", "dGhlIHNhbXBsZSBub25jZQ=", "dGhlIHNhbXBsZSBub25jZR==",
        "dGhlIHNhbXBsZSBub25jZQAA",
    ])
    func `a key that is not sixteen bytes is refused (RFC 6455, section 4.2.1)`(key: String) {
        #expect(refusal { $0[.secWebSocketKey] = key }?.status == .badRequest)
    }

    @Test func `missing headers are named (RFC 6455, section 4.2.1)`() {
        #expect(refusal { $0[.connection] = nil }?.failure.detail?.contains("Connection") == true)
        #expect(refusal { $0[.secWebSocketKey] = nil }?.failure.detail?.contains("Sec-WebSocket-Key") == true)
        #expect(refusal(method: .post)?.status == .badRequest)
    }

    @Test
    func `without Upgrade, or with another version, 426 names the supported one (RFC 6455, section 4.4)`() {
        for problem in [
            refusal { $0[.upgrade] = nil }, refusal { $0[.secWebSocketVersion] = "12" },
            refusal { $0[.secWebSocketVersion] = nil },
        ] {
            #expect(problem?.status == .upgradeRequired)
            #expect(problem?.headers[.upgrade] == "websocket")
            #expect(problem?.headers[.secWebSocketVersion] == "13")
        }
    }

    @Test func `the subprotocols are read from all lines in their order (RFC 6455, section 4.1)`() {
        var headers = HTTPFields()
        headers.append(HTTPField(name: .secWebSocketProtocol, value: "a,  b ,"))
        headers.append(HTTPField(name: .secWebSocketProtocol, value: "c"))
        #expect(WebSocketHandshake.offered(by: .test(.get, "/", headers: headers)) == ["a", "b", "c"])
    }
}
