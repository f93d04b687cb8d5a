/// A WebSocket client that sends and receives single frames.
struct TestWebSocket {
    let client: TestClient

    struct Frame: Equatable {
        var opcode: UInt8
        var payload: [UInt8]

        /// The status code of a Close frame.
        var closeCode: Int? { payload.count >= 2 ? Int(payload[0]) << 8 | Int(payload[1]) : nil }
    }

    static let handshake = """
        GET /ws HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n
        """

    static func open(_ server: TestServer, receiveBuffer: CInt? = nil) async throws -> TestWebSocket {
        let client = try server.connect(receiveBuffer: receiveBuffer)
        try await client.send(handshake)
        var received = ""
        while !received.hasSuffix("\r\n\r\n") {
            received += String(decoding: try await client.receive(), as: UTF8.self)
        }
        return TestWebSocket(client: client)
    }

    func send(_ opcode: UInt8, _ payload: [UInt8] = []) async throws {
        try await client.send([0x80 | opcode, 0x80 | UInt8(payload.count), 0, 0, 0, 0] + payload)
    }

    /// Receives frames until the end of the stream.
    func rest() async throws -> [Frame] { Self.frames(try await client.receiveAll()).frames }

    /// Receives the next `count` frames.
    func frames(_ count: Int) async throws -> [Frame] {
        var all: [UInt8] = []
        while true {
            let found = Self.frames(all).frames
            if found.count >= count { return found }
            let piece = try await client.receive()
            if piece.isEmpty { return found }
            all += piece
        }
    }

    private static func frames(_ bytes: [UInt8]) -> (frames: [Frame], rest: [UInt8]) {
        var (frames, rest): ([Frame], [UInt8]) = ([], bytes)
        while rest.count >= 2 {
            var (length, head) = (Int(rest[1]), 2)
            if length == 126 {
                guard rest.count >= 4 else { break }
                (length, head) = (Int(rest[2]) << 8 | Int(rest[3]), 4)
            }
            guard rest.count >= head + length else { break }
            frames.append(Frame(opcode: rest[0] & 0xF, payload: Array(rest[head..<(head + length)])))
            rest.removeFirst(head + length)
        }
        return (frames, rest)
    }
}
