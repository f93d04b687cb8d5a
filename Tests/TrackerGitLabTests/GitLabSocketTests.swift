import EventLoop
import FakeGitLab
import FakeTrackerKit
import Foundation
import HTTPClient
import HTTPKit
import Primitives
import Testing
import TrackerConformance
import TrackerKit

@testable import TrackerGitLab

/// The adapter against the fake over real sockets, with libcurl and the gateway's HTTP server.
@Suite(.serialized) struct GitLabSocketTests {
    @Test(arguments: TrackerConformance.cases)
    func `the adapter conforms over a socket`(_ conformance: ConformanceCase) async throws {
        let fixture = try GitLabFixture()
        try await fixture.fake.serving { baseURL in
            let transport = try CurlTransport(guard: AddressGuard(try AddressPolicy(allowing: ["127.0.0.0/8"])))
            var subject = try await fixture.subject()
            subject.tracker = try GitLabFixture.tracker(
                transport, clock: fixture.clock, token: GitLabFixture.token, baseURL: baseURL)
            subject.stranger = try GitLabFixture.tracker(
                transport, clock: fixture.clock, token: "glpat-wrong", baseURL: baseURL)
            try await conformance.run(subject)
        }
    }

    @Test func `python-gitlab works with the fake as with GitLab`() async throws {
        guard let python = ProcessInfo.processInfo.environment["TICKET_GATEWAY_TEST_PYTHON"] else {
            return print("python-gitlab check skipped: set TICKET_GATEWAY_TEST_PYTHON, as make test does")
        }
        let fake = FakeGitLab()
        fake.seedForPythonGitLab()
        try await fake.serving { baseURL in
            let outcome = try await Self.run(python, arguments: [Self.script, baseURL])
            #expect(outcome.status == 0, Comment(rawValue: outcome.output))
            #expect(outcome.output.contains("python-gitlab: all checks passed"), Comment(rawValue: outcome.output))
        }
    }

    /// The path of the checks with python-gitlab.
    private static var script: String {
        let package = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
            .deletingLastPathComponent()
            .deletingLastPathComponent()
        return package.appendingPathComponent("scripts/lib/gitlab_check.py").path
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
