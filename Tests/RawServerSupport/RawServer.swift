import Foundation
import Glibc
import Synchronization

/// A server on 127.0.0.1 that parses requests and responds with arbitrary bytes, so that tests can simulate misbehaving
/// servers.
package final class RawServer: Sendable {
    /// Responds to a request on a connection. If it returns false, the connection is closed.
    package typealias Script = @Sendable (RawConnection, ReceivedRequest) -> Bool

    private struct Seen {
        var connections = 0
        var requests: [ReceivedRequest] = []
    }

    private let listener: CInt
    package let port: Int
    private let seen = Mutex(Seen())

    package init(_ script: @escaping Script) throws {
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard listener >= 0 else { throw POSIXError(.EMFILE) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = listener
        let bound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) }
        }
        guard bound == 0, listen(listener, 512) == 0 else { throw POSIXError(.EADDRINUSE) }
        var actual = length
        withUnsafeMutablePointer(to: &address) { pointer in
            _ = pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &actual) }
        }
        port = Int(UInt16(bigEndian: address.sin_port))
        Thread.detachNewThread { [weak self] in
            while case let client = accept(descriptor, nil, nil), client >= 0 {
                guard let self else { break }
                self.serve(client, script)
            }
            close(descriptor)
        }
    }

    deinit { shutdown(listener, Int32(SHUT_RDWR)) }

    private func serve(_ client: CInt, _ script: @escaping Script) {
        let number = seen.withLock { seen in
            seen.connections += 1
            return seen.connections
        }
        Thread.detachNewThread { [weak self] in
            let connection = RawConnection(client)
            while let request = connection.readRequest(onConnection: number) {
                self?.seen.withLock { $0.requests.append(request) }
                if !script(connection, request) { break }
            }
            connection.end()
        }
    }

    /// The number of accepted connections.
    package var connections: Int { seen.withLock { $0.connections } }
    /// The received requests, in the order of arrival.
    package var requests: [ReceivedRequest] { seen.withLock { $0.requests } }

    package func url(_ path: String = "/", host: String = "127.0.0.1") -> String { "http://\(host):\(port)\(path)" }
}

/// A received request. Names in `fields` are lowercase; `connection` is the number of its connection, starting with 1.
package struct ReceivedRequest: Sendable {
    package var method = ""
    package var target = ""
    package var fields: [String: String] = [:]
    package var body: [UInt8] = []
    package var connection = 0
}

/// The server's side of a connection. Only the thread that serves it uses it, which makes `@unchecked Sendable` safe.
package final class RawConnection: @unchecked Sendable {
    private let descriptor: CInt
    private var buffer: [UInt8] = []

    init(_ descriptor: CInt) { self.descriptor = descriptor }

    func readRequest(onConnection number: Int) -> ReceivedRequest? {
        guard let head = take(through: Array("\r\n\r\n".utf8)) else { return nil }
        let lines = String(decoding: head, as: UTF8.self).components(separatedBy: "\r\n")
        let words = lines[0].split(separator: " ")
        guard words.count == 3 else { return nil }
        var request = ReceivedRequest(method: String(words[0]), target: String(words[1]), connection: number)
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
            request.fields[line[..<colon].lowercased()] = value
        }
        guard let body = take(count: Int(request.fields["content-length"] ?? "0") ?? 0) else { return nil }
        request.body = body
        return request
    }

    private func take(through mark: [UInt8]) -> [UInt8]? {
        while true {
            if let range = buffer.firstRange(of: mark) {
                defer { buffer.removeSubrange(..<range.upperBound) }
                return Array(buffer[..<range.upperBound])
            }
            guard fill() else { return nil }
        }
    }

    private func take(count: Int) -> [UInt8]? {
        while buffer.count < count { guard fill() else { return nil } }
        defer { buffer.removeFirst(count) }
        return Array(buffer.prefix(count))
    }

    private func fill() -> Bool {
        var chunk = [UInt8](repeating: 0, count: 65536)
        let count = recv(descriptor, &chunk, chunk.count, 0)
        guard count > 0 else { return false }
        buffer.append(contentsOf: chunk.prefix(count))
        return true
    }

    /// Returns false if the client has closed the connection.
    @discardableResult
    package func send(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    @discardableResult
    package func send(_ text: String) -> Bool { send(Array(text.utf8)) }

    /// Sends a well-formed response.
    @discardableResult
    package func answer(_ status: Int, fields: [String] = [], body: String = "") -> Bool {
        let lines = ["HTTP/1.1 \(status) Test", "Content-Length: \(body.utf8.count)"] + fields
        return send(lines.joined(separator: "\r\n") + "\r\n\r\n" + body)
    }

    /// Sends nothing until the client closes the connection.
    package func hang() { while fill() {} }

    /// Waits until the client closes the connection or the time is up; returns true in the former case.
    package func clientLeaves(within milliseconds: Int32) -> Bool {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&entry, 1, milliseconds) == 1 && !fill()
    }

    /// Makes the socket send RST instead of FIN when it is closed.
    package func reset() {
        var linger = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout.size(ofValue: linger)))
    }

    func end() { close(descriptor) }
}

/// A queue of statuses to respond with. The last one is repeated.
package final class StatusQueue: Sendable {
    private let statuses: Mutex<[Int]>

    package init(_ statuses: [Int]) { self.statuses = Mutex(statuses) }

    package func next() -> Int { statuses.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] } }
}
