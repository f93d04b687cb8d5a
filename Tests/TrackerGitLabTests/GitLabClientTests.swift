import FakeGitLab
import FakeTrackerKit
import HTTPKit
import HTTPTypes
import Primitives
import PrimitivesTestSupport
import Testing
import TrackerKit
import TrackerTestSupport

@testable import TrackerGitLab

@Suite struct GitLabClientTests {
    private static let account: JSON = ["id": 1, "username": "me"]

    @Test(arguments: [
        ("https://gitlab.example.com/api/v4/", "https://gitlab.example.com/api/v4/user"),
        ("https://gitlab.example.com", "https://gitlab.example.com/api/v4/user"),
        ("https://example.com/gitlab/api/v4", "https://example.com/gitlab/api/v4/user"),
    ])
    func `every call carries the token, to the API of the server`(_ baseURL: String, _ url: String) async throws {
        let transport = ScriptedTransport { _, _ in .json(Self.account) }
        _ = try await GitLabTracker.on(transport, baseURL: baseURL).verify()
        let request = try #require(transport.requests.first)
        #expect(request.url == url)
        #expect(request.headers[.privateToken] == "glpat-secret")
        #expect(request.headers[.sudo] == nil)
    }

    @Test func `subgroups are one encoded segment, and names cannot leave it`() async throws {
        let transport = ScriptedTransport { _, _ in .json([]) }
        let tracker = try GitLabTracker.on(transport)
        _ = try await tracker.labels(of: ProjectReference(path: "a/b.c/d-e_f"), page: nil)
        #expect(
            transport.requests.first?.url == "https://gitlab.com/api/v4/projects/a%2Fb.c%2Fd-e_f/labels?per_page=100")
        for path in ["", "a", "a/", "/a", "a//b", "a/..", "../a/b", "a/b?x", "a/b#x", "a b/c", "a/%2e%2e", "a/ü"] {
            await #expect { _ = try await tracker.project(path) } throws: {
                ($0 as? TrackerError)?.kindName == "notFound project \(path)"
            }
        }
        #expect(transport.requests.count == 1)
    }

    @Test func `account, scopes and version are reported, and it is no error if the token may not read them`()
        async throws
    {
        let tracker = try GitLabTracker.scripted { request, _ in
            if request.url.hasSuffix("/user") { return .json(Self.account.adding(["bot": true, "email": "a@b.c"])) }
            return request.url.hasSuffix("/self")
                ? .json(["scopes": ["api", "sudo"]]) : .json(["version": "18.6.1-ee"])
        }
        let verification = try await tracker.verify()
        #expect(verification.account == RemoteUser(remoteID: "1", username: "me", email: "a@b.c", kind: .bot))
        #expect(verification.scopes == ["api", "sudo"])
        #expect(verification.serverVersion == "18.6.1-ee")
        let narrow = try GitLabTracker.scripted { _, number in
            number == 0 ? .json(Self.account) : .json(["error": "x"], status: 403)
        }
        #expect(try await narrow.verify().scopes == [])
    }

    @Test func `acting as a user sends Sudo, and nothing that could end the header`() async throws {
        let transport = ScriptedTransport { _, _ in .json(Self.account) }
        let tracker = try GitLabTracker.on(transport)
        _ = try await tracker.acting(as: "jane.doe").verify()
        #expect(transport.requests.first?.headers[.sudo] == "jane.doe")
        for user in ["", "a\r\nX-Evil: 1", "two words"] {
            #expect { _ = try tracker.acting(as: user) } throws: {
                ($0 as? TrackerError)?.kindName.hasPrefix("notFound") ?? false
            }
        }
    }

    @Test func `an administrator acts for others, others may not, and an unknown user is not a missing ticket`()
        async throws
    {
        let fixture = try GitLabFixture()
        fixture.fake.addAccount("root", isAdmin: true, token: "glpat-root")
        let root = try fixture.tracker(token: "glpat-root")
        let made = try await root.acting(as: "helper").createTicket(
            TicketDraft(title: "For helper"), in: fixture.project, marker: nil)
        #expect(made.author?.username == "helper")
        await #expect {
            _ = try await root.acting(as: "nobody").ticket(made.key, in: fixture.project)
        } throws: { ($0 as? TrackerError)?.kindName == "forbidden" }
        await #expect {
            _ = try await fixture.tracker.acting(as: "helper").ticket(made.key, in: fixture.project)
        } throws: { ($0 as? TrackerError)?.kindName == "forbidden" }
    }

    @Test func `a moved project is followed, for every method`() async throws {
        let fixture = try GitLabFixture()
        fixture.fake.rename(GitLabFixture.path, to: "acme/new/place")
        let made = try await fixture.tracker.createTicket(
            TicketDraft(title: "Through 405"), in: fixture.project, marker: nil)
        #expect(try await fixture.tracker.ticket(made.key, in: fixture.project).title == "Through 405")
        #expect(try await fixture.tracker.project(GitLabFixture.path).path == "acme/new/place")
        #expect(fixture.fake.issueCount("acme/new/place") == 1)
        #expect(fixture.fake.record.map(\.status) == [405, 301, 200, 201, 301, 200, 301, 200])
    }

    @Test func `a page of another origin is read from this one, and a token leads nowhere else`() async throws {
        let transport = ScriptedTransport { _, number in
            .json(
                [],
                headers: number == 0 ? [.link: "<http://evil.example/api/v4/x?page=2&per_page=100>; rel=\"next\""] : [:]
            )
        }
        let tracker = try GitLabTracker.on(transport)
        let project = ProjectReference(path: "a/b")
        let next = try #require(try await tracker.labels(of: project, page: nil).next)
        #expect(next == PageToken("?page=2&per_page=100"))
        #expect(try await tracker.labels(of: project, page: next).next == nil)
        #expect(transport.requests.last?.url == "https://gitlab.com/api/v4/projects/a%2Fb/labels?page=2&per_page=100")
        for text in ["", "nonsense", "http://evil.example/?page=2", "?page=2 x", "?a#b", "?a\r\nb"] {
            await #expect(throws: TrackerError.self) {
                _ = try await tracker.labels(of: project, page: PageToken(text))
            }
        }
        #expect(transport.requests.count == 2)
    }

    @Test(arguments: [
        "https://evil.example/elsewhere", "https://evil.example/api/v4/../x", "//evil.example/api/v4/projects/1", "x",
    ])
    func `the token is not sent to where another origin redirects`(_ location: String) async throws {
        let transport = ScriptedTransport { _, _ in ClientResponse(status: 302, headers: [.location: location]) }
        await #expect {
            _ = try await GitLabTracker.on(transport).project("a/b")
        } throws: { ($0 as? TrackerError)?.kindName == "upstream 302" }
        #expect(transport.requests.count == 1)
    }

    @Test func `a server with another host name is followed by path, below the connection's own URL`()
        async throws
    {
        let transport = ScriptedTransport { request, _ in
            request.url.hasSuffix("/projects/7")
                ? .json(["id": 7, "path_with_namespace": "a/c", "name": "c", "web_url": "https://git.example.org/a/c"])
                : ClientResponse(status: 301, headers: [.location: "http://git.example.org/api/v4/projects/7"])
        }
        let tracker = try GitLabTracker.on(transport, baseURL: "http://gitlab.internal/api/v4")
        #expect(try await tracker.project("a/b").path == "a/c")
        #expect(
            transport.requests.map(\.url) == [
                "http://gitlab.internal/api/v4/projects/a%2Fb", "http://gitlab.internal/api/v4/projects/7",
            ])
        // A redirect to the same path under another scheme or host is not followed, because it would never end.
        let loop = ScriptedTransport { _, _ in
            ClientResponse(status: 301, headers: [.location: "https://git.example.org/api/v4/projects/a%2Fb"])
        }
        await #expect {
            _ = try await GitLabTracker.on(loop, baseURL: "http://gitlab.internal/api/v4").project("a/b")
        } throws: { ($0 as? TrackerError)?.kindName == "upstream 301" }
        #expect(loop.requests.count == 1)
    }

    @Test func `a list that links back to itself, or has no end, ends`() async throws {
        let project = ProjectReference(path: "a/b"), marker = CreationMarker("m"),
            now = Timestamp(seconds: 1_800_000_000)
        for isLoop in [true, false] {
            let transport = ScriptedTransport { _, number in
                .json([], headers: [.link: "<https://gitlab.com/x?page=\(isLoop ? 1 : number)>; rel=\"next\""])
            }
            let tracker = try GitLabTracker.on(transport)
            await #expect {
                _ = try await tracker.findTicket(marked: marker, in: project, since: now)
            } throws: { ($0 as? TrackerError)?.kindName == "malformedResponse" }
            #expect(transport.requests.count <= 1000)
            var page: PageToken?
            var tokens: Set<String> = []
            for _ in 0..<5 {
                page = try await tracker.tickets(in: project, since: nil, page: page, pageSize: 10).next
                let isNew = tokens.insert(page?.text ?? "").inserted
                #expect(isNew, "a reading that stands still")
            }
        }
    }

    @Test func `a deletion whose first reply was lost succeeds, and one of a missing object fails`() async throws {
        for wasLost in [true, false] {
            let transport = ScriptedTransport { _, _ in
                var response = ClientResponse.json(["message": "404 Issue Not Found"], status: 404)
                response.followsLostReply = wasLost
                return response
            }
            let tracker = try GitLabTracker.on(transport)
            if wasLost {
                try await tracker.deleteTicket("7", in: ProjectReference(path: "a/b"))
            } else {
                await #expect {
                    try await tracker.deleteTicket("7", in: ProjectReference(path: "a/b"))
                } throws: { ($0 as? TrackerError)?.kindName == "notFound ticket 7" }
            }
        }
    }

    @Test func `an HTML page and a 502 are upstream failures, and the next call may succeed`() async throws {
        let fixture = try GitLabFixture()
        fixture.fake.inject(.badGateway)
        await #expect { _ = try await fixture.tracker.verify() } throws: {
            ($0 as? TrackerError)?.kindName == "upstream 502"
        }
        fixture.fake.inject(.notJSON)
        await #expect { _ = try await fixture.tracker.verify() } throws: {
            ($0 as? TrackerError)?.kindName == "malformedResponse"
        }
        #expect(try await fixture.tracker.verify().account?.username == "owner")
    }

    @Test func `credentials of another kind, or malformed ones, are reported by pointer`() throws {
        let driver = GitLabDriver()
        #expect(driver.declaration.problems(with: .token("glpat-abc")) == [])
        #expect(driver.declaration.problems(with: .none).map(\.pointer) == [""])
        #expect(driver.declaration.problems(with: .token("two words")).map(\.pointer) == ["/token"])
        #expect(
            driver.declaration.problems(with: TrackerCredentials(kind: "key_and_token", ["key": "k", "token": "t"]))
                .map(\.pointer) == ["/type"])
        #expect(driver.capabilities == GitLabTracker.allCapabilities)
        #expect(driver.kind.rawValue == "gitlab" && driver.isRemote && driver.webhooks != nil)
        let context = TrackerContext(
            connectionID: "1", baseURL: "https://gitlab.com/api/v4", credentials: .none,
            transport: ScriptedTransport { _, _ in .json([]) }, clock: ManualClock())
        #expect { _ = try driver.makeTracker(context) } throws: { ($0 as? TrackerError)?.kindName == "unauthorized" }
    }
}
