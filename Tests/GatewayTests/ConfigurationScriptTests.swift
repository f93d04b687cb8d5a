import EventLoop
import Foundation
import Testing

@testable import Gateway

/// scripts/lib/check_configuration.py, which checks the configuration before a build begins, against the gateway's own
/// check.
struct ConfigurationScriptTests {
    private static let project = URL(filePath: #filePath).appending(path: "../../..").standardized
    private static let key = Data(repeating: 1, count: 32).base64EncodedString()
    private static let valid = [
        "TICKET_GATEWAY_DATABASE_URL": "postgresql://user:secret@127.0.0.1/gateway",
        "TICKET_GATEWAY_ENCRYPTION_KEYS": "main:" + key, "TICKET_GATEWAY_JWT_SECRET": String(repeating: "x", count: 32),
    ]

    /// Runs the script with only these variables.
    private static func run(_ environment: [String: String]) async throws -> (status: Int32, errors: String) {
        try await BlockingWork.run {
            let process = Process()
            let pipe = Pipe()
            process.executableURL = URL(filePath: "/usr/bin/python3")
            process.arguments = [project.appending(path: "scripts/lib/check_configuration.py").path(), project.path()]
            process.environment = environment
            process.standardError = pipe
            try process.run()
            let errors = pipe.fileHandleForReading.readDataToEndOfFile()
            process.waitUntilExit()
            return (process.terminationStatus, String(decoding: errors, as: UTF8.self))
        }
    }

    @Test(arguments: [
        ("TICKET_GATEWAY_PORT", "3001"), ("TICKET_GATEWAY_PORT", "abc"), ("TICKET_GATEWAY_PORT", "70000"),
        ("TICKET_GATEWAY_PROT", "3001"), ("TICKET_GATEWAY_URL", "http://127.0.0.1:1"),
        ("TICKET_GATEWAY_ENCRYPTION_KEYS", key), ("TICKET_GATEWAY_ENCRYPTION_KEYS", "new:\(key),old:\(key)"),
        ("TICKET_GATEWAY_ENCRYPTION_KEYS", "main:c2hvcnQ="), ("TICKET_GATEWAY_JWT_SECRET", "hunter2"),
        ("TICKET_GATEWAY_DATABASE_URL", "mysql://127.0.0.1/x"), ("TICKET_GATEWAY_LOG_LEVEL", "debug"),
        ("TICKET_GATEWAY_LOG_LEVEL", "loud"), ("TICKET_GATEWAY_IDLE_TIMEOUT", "90"),
        ("TICKET_GATEWAY_IDLE_TIMEOUT", "500ms"), ("TICKET_GATEWAY_MAX_BODY", "1MiB"),
        ("TICKET_GATEWAY_MAX_BODY", "1MB"), ("TICKET_GATEWAY_WORKERS", "-1"), ("TICKET_GATEWAY_WORKERS", ""),
    ])
    func `the script finds the problems that the gateway would find`(_ name: String, _ value: String) async throws {
        let environment = Self.valid.merging([name: value]) { _, chosen in chosen }
        let outcome = try await Self.run(environment)
        do {
            _ = try ConfigurationSource(environment: environment).load(GatewayConfiguration.self)
            #expect(outcome.status == 0, "\(outcome.errors)")
        } catch {
            #expect(outcome.status == 78)
            #expect(outcome.errors.contains(name))
            #expect(value.isEmpty || !outcome.errors.contains(value), "a value may be a secret")
        }
    }

    @Test func `a key without its name gets a hint`() async throws {
        let outcome = try await Self.run(["TICKET_GATEWAY_ENCRYPTION_KEYS": Self.key])
        #expect(outcome.errors.contains("the name of the key is missing: write main: in front of it"))
    }

    @Test func `required variables may be missing, because make start provides them`() async throws {
        #expect(try await Self.run([:]).status == 0)
    }
}
