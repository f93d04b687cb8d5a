import Foundation
import Testing

struct DescriptorExhaustionTests {
    /// The server's limit of file descriptors: fewer than the connections that the test opens.
    private static let descriptors = 40

    @Test func `a server without free descriptors closes what it can't serve, and recovers (EMFILE)`() async throws {
        let server = try ConformanceProcess(descriptors: Self.descriptors)
        defer { server.stop() }
        let port = try await server.port()
        var clients: [TestClient] = []
        for _ in 0..<(Self.descriptors * 2) { clients.append(try TestClient(port: port)) }
        // The server uses its reserve descriptor to accept and close connections that it cannot serve.
        #expect(try await clients.removeLast().receiveAll().isEmpty)
        #expect(try await clients[0].exchange(TestServer.get)?.status == 200)
        clients.removeAll()
        var status: Int?
        for _ in 0..<100 where status == nil {
            status = (try? await TestClient(port: port).exchange(TestServer.get))?.status
        }
        #expect(status == 200)
    }
}

/// The conformance server in a separate process with a limit of file descriptors.
private final class ConformanceProcess: Sendable {
    private let process: Process
    private let output = Pipe()

    init(descriptors: Int) throws {
        let executable = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().appending(
            path: "conformance-server")
        process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", "ulimit -n \(descriptors) && exec \"$0\" --port 0", executable.path]
        process.standardOutput = output
        try process.run()
    }

    /// The port, as printed by the server when it starts to listen.
    func port() async throws -> Int {
        let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        return try #require(
            line.split(separator: ":").last.flatMap { Int($0.trimmingCharacters(in: .whitespacesAndNewlines)) })
    }

    func stop() {
        process.terminate()
        process.waitUntilExit()
    }
}
