import FakeGitLab
import FakeTrackerKit
import GatewayTestSupport
import HTTPTypes
import Primitives
import Testing

/// Text written while an issue is confidential reaches no caller that may not read it, although the issue is still
/// public in the mirror.
@Suite(.serialized, .timeLimit(.minutes(3))) struct ConfidentialContentTests {
    private static let ticket = GitLabChannel.tickets + "/1"
    private static let upload = "[hidden.png](/uploads/eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee/hidden.png)"

    /// Runs the closure with a public issue that became confidential after the sync, and a reader who may not see
    /// confidential tickets.
    private func run(_ body: @escaping @Sendable (TestGateway, _ reader: TestClient) async throws -> Void) async throws
    {
        try await GitLabChannel.run { fake in
            fake.addIssue(GitLabChannel.path, title: "Public")
        } _: { channel in
            let made = try await channel.gateway.admin.post(
                "/api/v1/tokens", ["title": "reader", "scopes": ["tickets:read", "tickets:write"]])
            let reader = channel.gateway.client(token: try #require(made.json["token"]?.stringValue))
            channel.fake.conceal(GitLabChannel.path, 1, description: Self.upload, note: "Between us")
            try await body(channel.gateway, reader)
        }
    }

    @Test(arguments: ["/comments", "/attachments"])
    func `a list that is read from the tracker is not returned`(path: String) async throws {
        try await run { gateway, reader in
            // The mirror does not know yet.
            #expect(try await reader.get(Self.ticket).json["confidential"] == false)
            let shown = try await reader.get(Self.ticket + path)
            #expect(shown.status == 404, "\(shown.text)")
            #expect(try await reader.get(Self.ticket).status == 404)
            #expect(try await gateway.admin.get(Self.ticket + path).json["data"]?.arrayValue?.count == 1)
        }
    }
}
