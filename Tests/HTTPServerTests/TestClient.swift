import EventLoop
import Glibc
import Synchronization

/// A client that sends raw bytes over a socket. Its blocking calls run outside of the cooperative thread pool.
final class TestClient: Sendable {
    private let descriptor: CInt
    private let isClosed = Atomic(false)
    /// The time-out of a receive, after which the test fails.
    private static let patience = timeval(tv_sec: 10, tv_usec: 0)

    /// - Parameter receiveBuffer: The socket's `SO_RCVBUF` in bytes; small for a slow reader.
    init(port: Int, receiveBuffer: CInt? = nil) throws {
        descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        var patience = Self.patience
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        if var receiveBuffer {
            setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, socklen_t(MemoryLayout<CInt>.size))
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let status = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 else { throw SystemError("connect") }
    }

    deinit {
        close()
    }

    func close() {
        if !isClosed.exchange(true, ordering: .relaxed) { Glibc.close(descriptor) }
    }

    /// Half-closes the connection: no more bytes will be sent.
    func shutdownWriting() {
        shutdown(descriptor, CInt(SHUT_WR))
    }

    func send(_ text: String) async throws {
        try await send(Array(text.utf8))
    }

    func send(_ bytes: [UInt8]) async throws {
        try await BlockingWork.run { [descriptor] in
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes {
                    Glibc.send(descriptor, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL))
                }
                if count < 0 { throw SystemError("send") }
                rest = rest.dropFirst(count)
            }
        }
    }

    /// Receives at least one byte, or nothing at the end of the stream.
    func receive() async throws -> [UInt8] {
        try await BlockingWork.run { [descriptor] in
            try [UInt8](unsafeUninitializedCapacity: 64 << 10) { buffer, count in
                let received = recv(descriptor, buffer.baseAddress, buffer.count, 0)
                if received < 0 { throw SystemError("recv") }
                count = received
            }
        }
    }

    /// Receives until the end of the stream.
    func receiveAll() async throws -> [UInt8] {
        var all: [UInt8] = []
        while true {
            let piece = try await receive()
            if piece.isEmpty { return all }
            all += piece
        }
    }

    /// Receives `count` complete responses (each with `Content-Length`, `chunked` or no body).
    func responses(_ count: Int) async throws -> [TestResponse] {
        var all: [UInt8] = []
        while true {
            let responses = TestResponse.parse(all)
            if responses.count >= count { return responses }
            let piece = try await receive()
            if piece.isEmpty { return responses }
            all += piece
        }
    }

    /// Sends a request and receives its response; nil if the server closes the connection instead.
    func exchange(_ text: String) async throws -> TestResponse? {
        try await send(text)
        return try await responses(1).first
    }
}
