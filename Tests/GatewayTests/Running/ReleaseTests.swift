import Foundation
import GatewayTestSupport
import Testing

/// A stopped gateway releases its threads and descriptors.
struct ReleaseTests {
    /// The threads and descriptors in use.
    private struct Usage: CustomStringConvertible {
        /// The threads of libcurl transports.
        var transports: Int
        var descriptors: Int

        static var now: Usage {
            get throws {
                let files = FileManager.default
                let names = try files.contentsOfDirectory(atPath: "/proc/self/task").map { thread in
                    (try? String(contentsOfFile: "/proc/self/task/\(thread)/comm", encoding: .utf8)) ?? ""
                }
                return Usage(
                    transports: names.count { $0.hasPrefix("curl") },
                    descriptors: try files.contentsOfDirectory(atPath: "/proc/self/fd").count)
            }
        }

        var description: String { "\(transports) transports, \(descriptors) descriptors" }
    }

    /// The usage as soon as it satisfies a condition, or after ten seconds: threads end shortly after their last
    /// reference.
    private static func usage(where isExpected: (Usage) -> Bool) async throws -> Usage {
        let end = ContinuousClock.now + .seconds(10)
        while true {
            let usage = try Usage.now
            if isExpected(usage) || ContinuousClock.now > end { return usage }
            await Task.yield()
        }
    }

    @Test func `gateways that have stopped leave neither transports nor descriptors behind`() async throws {
        let run = {
            try await TestGateway.run { gateway in
                #expect(try await gateway.admin.get("/api/v1/channels").status == 200)
                let usage = try Usage.now
                #expect(usage.transports >= 2, "for trackers and for receivers")
            }
        }
        let others = try Usage.now.transports
        // The first one also opens what the process keeps, such as the event loops of the tests.
        try await run()
        let before = try await Self.usage { $0.transports <= others }
        for _ in 0..<3 { try await run() }
        let after = try await Self.usage { $0.transports <= others && $0.descriptors <= before.descriptors }
        #expect(after.transports <= others && after.descriptors <= before.descriptors, "\(after) after \(before)")
    }
}
