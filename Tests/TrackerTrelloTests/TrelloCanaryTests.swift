import FakeTrackerKit
import FakeTrello
import HTTPKit
import HTTPTypes
import Primitives
import PrimitivesTestSupport
import Testing
import TrackerKit
import TrackerTestSupport

@testable import TrackerTrello

/// Key, token and secret appear in a single header field and nowhere else, neither in URLs nor in any error.
@Suite struct TrelloCanaryTests {
    private static let canaries = [TrelloFixture.key, TrelloFixture.token, TrelloFixture.secret]

    private typealias Operation = @Sendable (TrelloTracker, ProjectReference) async throws -> Void

    private static let id = "5e93c827fb102a6f40c5fa2b"

    private static let operations: [Operation] = [
        { tracker, _ in _ = try await tracker.verify() },
        { tracker, _ in _ = try await tracker.projects(page: nil) },
        { tracker, project in _ = try await tracker.project(project.path) },
        { tracker, project in
            _ = try await tracker.tickets(in: project, since: Timestamp(seconds: 9), page: nil, pageSize: 5)
        },
        { tracker, project in _ = try await tracker.ticket("7", in: project) },
        { tracker, project in _ = try await tracker.createTicket(TicketDraft(title: "x"), in: project, marker: nil) },
        { tracker, project in
            _ = try await tracker.findTicket(marked: CreationMarker("x"), in: project, since: Timestamp(seconds: 9))
        },
        { tracker, project in _ = try await tracker.updateTicket("7", TicketPatch(), in: project) },
        { tracker, project in try await tracker.deleteTicket("7", in: project) },
        { tracker, project in try await tracker.setSubscribed(true, to: "7", in: project) },
        { tracker, project in _ = try await tracker.comments(of: "7", in: project, page: nil) },
        { tracker, project in _ = try await tracker.createComment(CommentDraft(body: "x"), on: "7", in: project) },
        { tracker, project in _ = try await tracker.updateComment(id, body: "x", on: "7", in: project) },
        { tracker, project in try await tracker.deleteComment(id, on: "7", in: project) },
        { tracker, project in _ = try await tracker.labels(of: project, page: nil) },
        { tracker, project in try await tracker.deleteLabel("x", in: project) },
        { tracker, project in _ = try await tracker.members(of: project, page: nil) },
        { tracker, project in try await tracker.removeMember("x", from: project) },
        { tracker, project in _ = try await tracker.attachments(of: "7", in: project, page: nil) },
        { tracker, project in _ = try await tracker.attachmentContent(id, of: "7", in: project) },
        { tracker, project in
            let draft = AttachmentDraft(filename: "x", contentType: "text/plain", content: [1])
            _ = try await tracker.addAttachment(draft, to: "7", in: project)
        },
        { tracker, project in
            _ = try await tracker.registerWebhook(
                WebhookDraft(callbackURL: "https://gateway.example/x", secret: "s"), in: project)
        },
        { tracker, project in _ = try await tracker.webhook(id, in: project) },
        { tracker, project in try await tracker.removeWebhook(id, from: project) },
        { tracker, _ in _ = try await tracker.user(.username("somebody")) },
    ]

    @Test(arguments: [0, 200, 301, 400, 401, 403, 404, 409, 418, 429, 500, 502])
    func `no failure shows a credential`(_ status: Int) async throws {
        let echo = "token \(Self.canaries.joined(separator: " key ")) is bad"
        let bodies = [
            echo, "invalid value for \(echo)", "{\"message\": \"\(echo)\", \"error\": \"\(echo)\"}", "<p>\(echo)</p>",
        ]
        for operation in Self.operations {
            for body in bodies {
                let transport = ScriptedTransport { request, _ in
                    guard status > 0 else { throw TransportError(.timeout, detail: "after 30 s") }
                    return ClientResponse(
                        status: status, headers: [.location: "http://elsewhere.example/\(TrelloFixture.token)"],
                        body: Array(body.utf8))
                }
                let tracker = try TrelloFixture.tracker(transport, ManualClock(Timestamp(seconds: 1_800_000_000)))
                await Self.expectNoCanary { try await operation(tracker, ProjectReference(path: Self.id)) }
                #expect(!transport.requests.isEmpty)
                for request in transport.requests {
                    #expect(Self.canaries.allSatisfy { !request.url.contains($0) })
                    #expect(request.headers[.authorization] == Self.authorization)
                    #expect(
                        Self.canaries.allSatisfy { !String(decoding: request.body ?? [], as: UTF8.self).contains($0) })
                }
            }
        }
    }

    private static let authorization =
        "OAuth oauth_consumer_key=\"\(TrelloFixture.key)\", oauth_token=\"\(TrelloFixture.token)\""

    private static func expectNoCanary(_ body: () async throws -> Void) async {
        do {
            try await body()
        } catch {
            let shown = "\(error) \(String(reflecting: error)) \(String(describing: dumped(error)))"
            #expect(canaries.allSatisfy { !shown.contains($0) }, "\(shown)")
        }
    }

    private static func dumped(_ value: Any) -> String {
        var text = ""
        dump(value, to: &text)
        return text
    }

    @Test func `types with credentials print none of them`() throws {
        let fixture = try TrelloFixture()
        let shown =
            "\(fixture.tracker) \(Self.dumped(fixture.tracker)) \(String(reflecting: fixture.tracker.client.credentials))"
        #expect(Self.canaries.allSatisfy { !shown.contains($0) })
    }

    @Test func `a stored file is fetched from where it lies, without the credentials`() async throws {
        let storage = "https://storage.example/file?signature=abc"
        let transport = ScriptedTransport { request, _ in
            if request.url == storage { return ClientResponse(status: 200, body: [1, 2, 3]) }
            if request.url.contains("/download/") { return ClientResponse(status: 302, headers: [.location: storage]) }
            if request.url.contains("/attachments/") {
                return .json([
                    "id": .string(Self.id), "name": "a b.txt", "fileName": "a_b.txt", "url": "https://x/y",
                    "isUpload": true,
                ])
            }
            return .json(["id": .string(Self.id), "idShort": 7, "name": "A card"])
        }
        let tracker = try TrelloFixture.tracker(transport, ManualClock(Timestamp(seconds: 0)))
        let file = try await tracker.attachmentContent(Self.id, of: "7", in: ProjectReference(path: Self.id))
        #expect(
            file == AttachmentDraft(filename: "a b.txt", contentType: "application/octet-stream", content: [1, 2, 3]))
        let last = try #require(transport.requests.last)
        #expect(last.url == storage && last.headers[.authorization] == nil)
    }
}
