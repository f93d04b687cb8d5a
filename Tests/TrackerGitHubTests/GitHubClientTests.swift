import FakeGitHub
import FakeTrackerKit
import HTTPKit
import HTTPTypes
import Primitives
import Testing
import TrackerKit
import TrackerTestSupport

@testable import TrackerGitHub

@Suite struct GitHubClientTests {
    @Test func `every call sends user agent, version and media type`() async throws {
        let transport = ScriptedTransport { _, _ in .json(["id": 1, "login": "me"]) }
        _ = try await GitHubTracker.on(transport, baseURL: "https://git.example.com/api/v3/").verify()
        let request = try #require(transport.requests.first)
        #expect(request.url == "https://git.example.com/api/v3/user")
        #expect(request.headers[.authorization] == "Bearer ghp_secret")
        #expect(request.headers[.accept] == "application/vnd.github+json")
        #expect(request.headers[.apiVersion] == "2022-11-28")
        #expect(request.revalidate)
        #expect(request.resource == "core")
    }

    @Test func `the account, its scopes and the server's version are reported`() async throws {
        let tracker = try GitHubTracker.scripted { _, _ in
            let headers: HTTPFields = [.oauthScopes: "repo, user:email", .enterpriseVersion: "3.17.2"]
            return .json(["id": 1, "login": "me", "type": "Bot", "name": "", "email": .null], headers: headers)
        }
        let verification = try await tracker.verify()
        #expect(verification.account == RemoteUser(remoteID: "1", username: "me", kind: .bot))
        #expect(verification.scopes == ["repo", "user:email"])
        #expect(verification.serverVersion == "3.17.2")
    }

    @Test func `GraphQL calls work alongside REST calls`() {
        #expect(GitHubEndpoints(baseURL: "https://api.github.com").graphQL == "https://api.github.com/graphql")
        #expect(
            GitHubEndpoints(baseURL: "https://git.example.com/api/v3/").graphQL == "https://git.example.com/api/graphql"
        )
    }

    @Test func `a link to another origin ends the reading with an error, not with a call`() async throws {
        let transport = ScriptedTransport { _, _ in
            .json([], headers: [.link: "<https://evil.example/labels?page=2>; rel=\"next\""])
        }
        let tracker = try GitHubTracker.on(transport)
        await #expect(throws: TrackerError.self) {
            _ = try await tracker.labels(of: ProjectReference(path: "a/b"), page: nil)
        }
        await #expect(throws: TrackerError.self) {
            _ = try await tracker.labels(of: ProjectReference(path: "a/b"), page: PageToken("../../evil"))
        }
        #expect(transport.requests.count == 1)
    }

    @Test func `a renamed repository is followed, for every method`() async throws {
        let fixture = try GitHubFixture()
        fixture.fake.rename("acme/tools", to: "acme/new-tools")
        let made = try await fixture.tracker.createTicket(
            TicketDraft(title: "Through 307"), in: fixture.project, marker: nil)
        #expect(try await fixture.tracker.ticket(made.key, in: fixture.project).title == "Through 307")
        #expect(try await fixture.tracker.project("acme/tools").path == "acme/new-tools")
        #expect(fixture.fake.issueCount("acme/new-tools") == 1)
        // Before a redirect is followed, the repository's ID is compared, which takes two calls that read the
        // repository by its name.
        #expect(fixture.fake.record.map(\.status) == [307, 301, 200, 201, 301, 301, 200, 200, 301, 200])
    }

    @Test func `the credential is not sent to where another origin redirects`() async throws {
        let transport = ScriptedTransport { _, _ in
            ClientResponse(status: 301, headers: [.location: "https://evil.example/repositories/1"])
        }
        let tracker = try GitHubTracker.on(transport)
        await #expect { _ = try await tracker.project("a/b") } throws: {
            ($0 as? TrackerError)?.kindName == "upstream 301"
        }
        #expect(transport.requests.count == 1)
    }

    @Test func `redirects in a circle end`() async throws {
        let transport = ScriptedTransport { request, _ in ClientResponse(status: 307, headers: [.location: request.url])
        }
        let tracker = try GitHubTracker.on(transport)
        await #expect(throws: TrackerError.self) { _ = try await tracker.project("a/b") }
        #expect(transport.requests.count == 4)
    }

    @Test func `an unchanged page is reported as such by the server`() async throws {
        let tracker = try GitHubTracker.scripted { _, _ in
            ClientResponse(status: 200, body: Array("[]".utf8), isFromCache: true)
        }
        let page = try await tracker.tickets(in: ProjectReference(path: "a/b"), since: nil, page: nil, pageSize: 10)
        #expect(page.isUnchanged)
    }

    @Test func `a 502 is an upstream failure, and the next call may succeed`() async throws {
        let fixture = try GitHubFixture()
        fixture.fake.inject(.badGateway)
        await #expect { _ = try await fixture.tracker.verify() } throws: {
            ($0 as? TrackerError)?.kindName == "upstream 502"
        }
        #expect(try await fixture.tracker.verify().account?.username == "acme")
    }

    @Test func `a response that is not JSON is malformed`() async throws {
        let fixture = try GitHubFixture()
        fixture.fake.inject(.notJSON)
        await #expect { _ = try await fixture.tracker.verify() } throws: {
            ($0 as? TrackerError)?.kindName == "malformedResponse"
        }
    }
}
