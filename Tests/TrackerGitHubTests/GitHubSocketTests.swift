import EventLoop
import FakeGitHub
import FakeTrackerKit
import Foundation
import HTTPClient
import HTTPKit
import Primitives
import Testing
import TrackerConformance
import TrackerKit

@testable import TrackerGitHub

/// The adapter against the fake over real sockets, with libcurl and the gateway's HTTP server.
@Suite(.serialized) struct GitHubSocketTests {
    @Test(arguments: TrackerConformance.cases)
    func `the adapter conforms over a socket`(_ conformance: ConformanceCase) async throws {
        let fixture = try GitHubFixture()
        try await fixture.fake.serving { baseURL in
            let transport = try CurlTransport(guard: AddressGuard(try AddressPolicy(allowing: ["127.0.0.0/8"])))
            var subject = try await fixture.subject()
            subject.tracker = try Self.tracker(
                transport, baseURL: baseURL, token: GitHubFixture.token, fixture: fixture)
            subject.stranger = try Self.tracker(transport, baseURL: baseURL, token: "ghp_wrong", fixture: fixture)
            try await conformance.run(subject)
        }
    }

    @Test func `PyGithub works with the fake as with GitHub`() async throws {
        let environment = ProcessInfo.processInfo.environment
        guard let python = environment["TICKET_GATEWAY_TEST_PYTHON"] else {
            return print("PyGithub check skipped: set TICKET_GATEWAY_TEST_PYTHON, as make test does")
        }
        let fake = FakeGitHub()
        fake.seedForPyGithub()
        try await fake.serving { baseURL in
            let outcome = try await Self.run(python, arguments: [Self.script, baseURL])
            #expect(outcome.status == 0, Comment(rawValue: outcome.output))
            #expect(outcome.output.contains("PyGithub: all checks passed"), Comment(rawValue: outcome.output))
        }
    }

    /// The path of the checks with PyGithub.
    private static var script: String {
        let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return package.appendingPathComponent("scripts/lib/pygithub_check.py").path
    }

    private static func tracker(
        _ transport: any HTTPTransport, baseURL: String, token: String, fixture: GitHubFixture
    ) throws -> GitHubTracker {
        try GitHubTracker(
            TrackerContext(
                connectionID: "test", baseURL: baseURL, credentials: .token(token), transport: transport,
                clock: fixture.clock))
    }

    private static func run(_ program: String, arguments: [String]) async throws -> (status: Int32, output: String) {
        try await BlockingWork.run {
            let process = Process()
            let pipe = Pipe()
            process.executableURL = URL(fileURLWithPath: program)
            process.arguments = arguments
            process.standardOutput = pipe
            process.standardError = pipe
            try process.run()
            let output = pipe.fileHandleForReading.readDataToEndOfFile()
            process.waitUntilExit()
            return (process.terminationStatus, String(decoding: output, as: UTF8.self))
        }
    }
}
