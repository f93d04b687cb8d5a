import Foundation
import Gateway
import GatewayTestSupport
import HTTPKit
import Logging
import Primitives
import TestSupport
import Testing

struct ShutdownTests {
    @Test func `requests in flight are finished when the gateway stops`() async throws {
        let (statuses, add) = AsyncStream.makeStream(of: Int.self)
        try await TestGateway.run { gateway in
            let client = gateway.admin
            for number in 0..<200 {
                Task {
                    let answer = try? await client.post(
                        "/api/v1/clients", ["slug": .string("c\(number)"), "scopes": ["tickets:read"]])
                    add.yield(answer?.status ?? 0)
                }
            }
            var seen = 0
            for await status in statuses {
                #expect(status == 201)
                seen += 1
                if seen == 50 { break }
            }
        }
        add.finish()
        for await status in statuses where status != 0 { #expect(status == 201) }
    }
}
