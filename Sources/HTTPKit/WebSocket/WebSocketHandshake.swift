import HTTPTypes
import Primitives

/// Checks a client's opening handshake (RFC 6455, section 4.2.1).
package enum WebSocketHandshake {
    /// The only supported version.
    private static let version = "13"
    /// The length of 16 bytes in Base64: 22 characters, of which the last carries two bits, and two of padding.
    private static let keyCharacters = 24

    /// The subprotocols that the client offers, in order of its preference.
    package static func offered(by request: Request) -> [String] {
        members(request.headers.values(.secWebSocketProtocol))
    }

    /// Checks that the handshake is valid.
    /// - Throws: The same problems as ``Response/webSocket(answering:subprotocol:limits:handler:)``.
    package static func check(_ request: Request) throws(Problem) { _ = try key(of: request) }

    /// The client's key, if the handshake is valid.
    static func key(of request: Request) throws(Problem) -> String {
        guard request.method == .get else { throw refusal("the method must be GET") }
        guard request.head.minorVersion > 0 else { throw refusal("HTTP/1.1 is required") }
        guard names("websocket", in: .upgrade, of: request) else {
            throw upgradeRequired("The path supports only WebSocket: Upgrade must be websocket.")
        }
        guard names("upgrade", in: .connection, of: request) else { throw refusal("Connection must contain Upgrade") }
        let versions = request.headers.values(.secWebSocketVersion)
        guard versions == [version] else {
            throw upgradeRequired("The only supported WebSocket version is \(version).")
        }
        let keys = request.headers.values(.secWebSocketKey)
        guard keys.count == 1, let key = keys.first, isKey(key) else {
            throw refusal("Sec-WebSocket-Key must be base64 of 16 bytes")
        }
        return key
    }

    private static func names(_ token: String, in field: HTTPField.Name, of request: Request) -> Bool {
        members(request.headers.values(field)).contains { $0.lowercased() == token }
    }

    private static func members(_ values: [String]) -> [String] {
        values.flatMap { $0.split(separator: ",") }.map { member in
            String(member.drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
        }.filter { !$0.isEmpty }
    }

    private static func isKey(_ text: String) -> Bool {
        let octets = Array(text.utf8)
        return octets.count == keyCharacters && octets.suffix(2).elementsEqual("==".utf8)
            && octets.dropLast(2).allSatisfy(isBase64)
            && "AQgw".utf8.contains(octets[keyCharacters - 3])
    }

    private static func isBase64(_ octet: UInt8) -> Bool {
        switch octet {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "+"), UInt8(ascii: "/"):
            true
        default: false
        }
    }

    private static func refusal(_ rule: String) -> Problem {
        Problem(
            .webSocketHandshakeInvalid,
            detail: "The WebSocket handshake is incomplete: \(rule) (RFC 6455, section 4.2.1).")
    }

    /// 426 with the protocol and version to upgrade to (RFC 9110, section 15.5.22; RFC 6455, section 4.4).
    private static func upgradeRequired(_ detail: String) -> Problem {
        Problem(
            .upgradeRequired, detail: detail,
            headers: [.upgrade: "websocket", .secWebSocketVersion: version])
    }
}
