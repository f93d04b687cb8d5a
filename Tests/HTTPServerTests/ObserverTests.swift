import HTTPKit
import HTTPServer
import HTTPTypes
import Primitives
import Synchronization
import Testing

struct ObserverTests {
    /// Records the observed events as lines of text.
    final class Recorder: ServerObserver {
        private let lines = Mutex<[String]>([])

        var recorded: [String] { lines.withLock { $0 } }

        private func add(_ line: String) { lines.withLock { $0.append(line) } }

        func connectionOpened(peer: String) { add("opened \(peer)") }
        func connectionClosed(_ connection: ClosedConnection) { add("closed \(connection.requests)") }
        func protocolError(_ error: ProtocolError) { add("error \(error.error.problem.code.rawValue)") }
        func requestFinished(_ request: FinishedRequest) {
            add(
                "\(request.method) \(request.route ?? "-") \(request.status.code) \(request.responseBytes) \(request.id) \(request.peer)"
            )
        }
    }

    @Test func `an observer receives connections, requests and errors`() async throws {
        let recorder = Recorder()
        try await TestServer.run(observer: recorder) { server async throws in
            let client = try server.connect()
            try await client.send(
                "GET / HTTP/1.1\r\nHost: a\r\nX-Request-Id: r1\r\n\r\nGET /x HTTP/1.1\r\nHost: a\r\nX-Request-Id: r2\r\n\r\nBAD\r\n"
            )
            _ = try await client.receiveAll()
            client.close()
        }
        let lines = recorder.recorded
        #expect(lines.prefix(2) == ["opened 127.0.0.1", "GET / 200 5 r1 127.0.0.1"])
        #expect(lines[2].hasPrefix("GET - 404 "))
        #expect(lines.dropFirst(3) == ["error malformed_request", "closed 2"])
    }
}
