import FakeTrackerKit
import HTTPKit
import HTTPTypes
import Primitives
import Testing
import TrackerKit
import TrackerTestSupport

@testable import TrackerGitHub

/// The permissions of credentials, and the errors for missing ones.
@Suite struct GitHubRightsTests {
    private static let account: JSON = ["id": 1, "login": "me", "type": "User"]

    private static func message(_ body: () async throws -> Void) async -> String {
        do {
            try await body()
            return ""
        } catch {
            return "\(error)"
        }
    }

    @Test func `the scopes of a classic token show which calls will fail`() async throws {
        func unavailable(_ scopes: String) async throws -> [UnavailableFeature] {
            let transport = ScriptedTransport { _, _ in .json(Self.account, headers: [.oauthScopes: scopes]) }
            return try await GitHubTracker.on(transport).verify().unavailable
        }
        #expect(try await unavailable("repo, user:email") == [])
        let reading = try await unavailable("read:user")
        #expect(reading.contains(UnavailableFeature(.createTickets, needs: ["repo", "public_repo"])))
        #expect(!reading.contains { $0.capability == .readLabels })
        #expect(try await unavailable("").contains { $0.capability == .webhooks })
        #expect(try await unavailable("write:repo_hook").contains { $0.capability == .webhooks } == false)
    }

    @Test func `the limits of a fine-grained token are found by trying`() async throws {
        let transport = ScriptedTransport { request, _ in
            if request.url.hasSuffix("/user") { return .json(Self.account) }
            if request.url.contains("/user/repos") { return .json([["id": 1, "full_name": "acme/tools"]]) }
            if request.url.contains("/hooks") {
                return .json(["message": "Resource not accessible by personal access token"], status: 403)
            }
            return .json([])
        }
        let verification = try await GitHubTracker.on(transport).verify()
        #expect(verification.unavailable == [UnavailableFeature(.webhooks, needs: ["repository_hooks:write"])])
        #expect(transport.requests.allSatisfy { $0.method == .get })
    }

    @Test func `an App's permissions include the lower levels, and a missing one is named`() {
        let granted = GitHubRights.expanded(["issues": "write", "metadata": "read"])
        #expect(granted == ["issues:read", "issues:write", "metadata:read"])
        let missing = GitHubRights.permissions.unavailable(of: GitHubTracker.allCapabilities, granted: granted)
        #expect(missing.map(\.capability) == [.writeMembers, .readTemplates, .webhooks].sorted())
        #expect(missing.first { $0.capability == .readTemplates }?.needs == ["contents:read"])
    }

    @Test func `a refusal contains the missing scope or permission`() async throws {
        func refusal(_ headers: HTTPFields) async throws -> String {
            let transport = ScriptedTransport { _, _ in
                .json(["message": "Must have admin rights"], status: 403, headers: headers)
            }
            let tracker = try GitHubTracker.on(transport)
            return await Self.message { _ = try await tracker.project("acme/tools") }
        }
        #expect(
            try await refusal([.oauthScopes: "read:user", .acceptedScopes: "repo"]).contains(
                "the token requires the scope repo"))
        #expect(try await !refusal([.oauthScopes: "repo", .acceptedScopes: "repo"]).contains("scope"))
        #expect(
            try await refusal([.acceptedPermissions: "issues=write"]).contains(
                "the credentials require the permission issues=write"))
    }

    @Test func `a token that GitHub repeats is masked in fields and in GraphQL's errors`() async throws {
        let fields = ScriptedTransport { _, _ in
            .json(
                ["message": "Validation Failed", "errors": [["code": "custom", "message": "ghp_secret is bad"]]],
                status: 422)
        }
        let invalid = try GitHubTracker.on(fields)
        let text = await Self.message {
            _ = try await invalid.createLabel(LabelDraft(), in: ProjectReference(path: "acme/tools"))
        }
        #expect(text.contains("is bad") && !text.contains("ghp_secret"))
        let graph = ScriptedTransport { request, _ in
            if request.method == .get { return .json(GitHubTicketTests.minimal.adding(["node_id": "n"])) }
            return .json(["errors": [["message": "ghp_secret may not"]]])
        }
        let refused = try GitHubTracker.on(graph)
        let error = await Self.message { try await refused.deleteTicket("2", in: ProjectReference(path: "acme/tools")) }
        #expect(error.contains("may not") && !error.contains("ghp_secret"))
    }
}
