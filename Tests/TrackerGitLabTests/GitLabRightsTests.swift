import HTTPKit
import HTTPTypes
import Primitives
import Testing
import TrackerKit
import TrackerTestSupport

@testable import TrackerGitLab

/// The permissions of tokens, and the errors for missing ones.
@Suite struct GitLabRightsTests {
    private static func unavailable(_ scopes: JSON) async throws -> [UnavailableFeature] {
        let transport = ScriptedTransport { request, _ in
            if request.url.hasSuffix("/user") { return .json(["id": 1, "username": "me"]) }
            return .json(["scopes": scopes, "version": "17.4"])
        }
        return try await GitLabTracker.on(transport).verify().unavailable
    }

    @Test func `a token's scopes show which calls will fail`() async throws {
        #expect(try await Self.unavailable(["api", "sudo"]) == [])
        #expect(try await Self.unavailable(["api"]) == [UnavailableFeature(.actAsUser, needs: ["sudo"])])
        let reading = try await Self.unavailable(["read_api"])
        #expect(reading.contains(UnavailableFeature(.createTickets, needs: ["api"])))
        #expect(!reading.contains { $0.capability == .readLabels || $0.capability == .incrementalList })
        #expect(
            try await Self.unavailable(["read_user"]).contains(
                UnavailableFeature(.readLabels, needs: ["api", "read_api"])))
        #expect(try await Self.unavailable([]) == [])
    }

    @Test func `a refusal contains the missing scope, and no field contains the token`() async throws {
        let refused = ScriptedTransport { _, _ in
            .json(["error": "insufficient_scope", "error_description": "More privileges", "scope": "api"], status: 403)
        }
        await #expect {
            _ = try await GitLabTracker.on(refused).project("acme/platform")
        } throws: { error in
            "\(error)".contains("insufficient_scope: More privileges (the token requires the scope api)")
        }
        let echo = ScriptedTransport { _, _ in .json(["message": ["title": ["glpat-secret is bad"]]], status: 400) }
        await #expect {
            _ = try await GitLabTracker.on(echo).createLabel(LabelDraft(), in: ProjectReference(path: "acme/platform"))
        } throws: { error in
            "\(error)".contains("is bad") && !"\(error)".contains("glpat-secret")
        }
    }
}
