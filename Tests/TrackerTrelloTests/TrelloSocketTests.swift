import EventLoop
import FakeTrackerKit
import FakeTrello
import Foundation
import HTTPClient
import Primitives
import Testing
import TrackerConformance
import TrackerKit

@testable import TrackerTrello

/// The adapter against the fake over real sockets, with libcurl and the gateway's HTTP server.
@Suite(.serialized) struct TrelloSocketTests {
    @Test(arguments: TrackerConformance.cases)
    func `the adapter conforms over a socket`(_ conformance: ConformanceCase) async throws {
        let fixture = try TrelloFixture(paging: TrelloPaging())
        try await fixture.fake.serving { address in
            let baseURL = address + fixture.fake.pathPrefix
            let transport = try CurlTransport(guard: AddressGuard(try AddressPolicy(allowing: ["127.0.0.0/8"])))
            var subject = try await fixture.subject()
            subject.tracker = try TrelloFixture.tracker(transport, fixture.clock, baseURL: baseURL)
            subject.stranger = try TrelloFixture.tracker(
                transport, fixture.clock, baseURL: baseURL, token: "token0wrong")
            try await conformance.run(subject)
        }
    }

    @Test func `py-trello works with the fake as with Trello`() async throws {
        guard let python = ProcessInfo.processInfo.environment["TICKET_GATEWAY_TEST_PYTHON"] else {
            return print("py-trello check skipped: set TICKET_GATEWAY_TEST_PYTHON, as make test does")
        }
        let fake = FakeTrello(tokenLimit: 1_000_000)
        fake.addKey("pytrelloKey")
        fake.addAccount("owner", name: "The Owner", token: "pytrelloToken")
        fake.addAccount("helper")
        _ = fake.addBoard("A board", lists: ["To Do", "Done"], members: ["owner": "admin", "helper": "normal"])
        try await fake.serving { address in
            let baseURL = address + fake.pathPrefix
            let outcome = try await Self.run(python, arguments: [Self.script, baseURL])
            #expect(outcome.status == 0, Comment(rawValue: outcome.output))
            #expect(outcome.output.contains("py-trello: all checks passed"), Comment(rawValue: outcome.output))
        }
    }

    /// The path of the checks with py-trello.
    private static var script: String {
        let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return package.appendingPathComponent("scripts/lib/pytrello_check.py").path
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
