import EventLoop
import FakeGlitchTip
import FakeTrackerKit
import Foundation
import HTTPClient
import HTTPKit
import Primitives
import Testing
import TrackerConformance
import TrackerKit

@testable import TrackerGlitchTip

/// Runs adapter, libcurl, socket, our HTTP server and the fake together.
@Suite(.serialized) struct GlitchTipSocketTests {
    @Test(arguments: TrackerConformance.cases)
    func `the adapter conforms over a socket`(_ conformance: ConformanceCase) async throws {
        let fixture = try GlitchTipFixture()
        try await fixture.fake.serving { baseURL in
            try await conformance.run(try fixture.subject(over: try Self.transport(), baseURL: baseURL))
        }
    }

    @Test(arguments: [GlitchTip.Dialect.glitchTip, .sentry])
    func `events sent by Sentry's SDK and command line become tickets`(_ dialect: GlitchTip.Dialect) async throws {
        guard let python = ProcessInfo.processInfo.environment["TICKET_GATEWAY_TEST_PYTHON"] else {
            return print("Sentry SDK check skipped: set TICKET_GATEWAY_TEST_PYTHON, as make test does")
        }
        let fake = FakeGlitchTip(isSentry: dialect == .sentry)
        let key = fake.seedForClients()
        try await fake.serving { baseURL in
            let outcome = try await Self.run(python, arguments: [Self.script, baseURL, key])
            #expect(outcome.status == 0, Comment(rawValue: outcome.output))
            #expect(outcome.output.contains("all checks passed"), Comment(rawValue: outcome.output))
            let context = TrackerContext(
                connectionID: "test", baseURL: baseURL, credentials: .token("fake-token"),
                transport: try Self.transport(),
                clock: SystemClock())
            let tracker = try GlitchTipTracker(context, dialect: dialect)
            let project = ProjectReference(path: "acme/shop-api")
            let tickets = try await tracker.tickets(in: project, since: nil, page: nil, pageSize: 100).items
            #expect(
                tickets.map(\.title).sorted() == [
                    "From the command line", "Payment gateway timeout", "ValueError: basket 17 has no owner",
                ])
            let error = try #require(tickets.first { $0.title.hasPrefix("ValueError") })
            #expect(error.occurrences?.count == 3 && error.severity == .error && error.kind == .error)
            #expect(error.occurrences?.release == "shop@1.4.2" && error.occurrences?.environment == "production")
            #expect(
                error.body.hasPrefix("**ValueError**: basket 17 has no owner\n\n```text\nowner\\_of")
                    || error.body.contains("owner_of ("))
            #expect(error.customFields.contains(CustomField(name: "shard", value: "7")))
            let message = try #require(tickets.first { $0.title.hasPrefix("Payment") })
            #expect(message.status == .done && message.severity == .warning)
        }
    }

    /// A script with assertions in Python.
    private static var script: String {
        let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return package.appendingPathComponent("scripts/lib/sentry_check.py").path
    }

    private static func transport() throws -> CurlTransport {
        try CurlTransport(guard: AddressGuard(try AddressPolicy(allowing: ["127.0.0.0/8"])))
    }

    /// Runs a program and waits until it exits.
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
