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

@Suite struct TrelloAttachmentTests {
    private static let id = "5e93c827fb102a6f40c5fa2b"

    @Test func `a link to another site is listed, deleted, and never followed`() async throws {
        let fixture = try TrelloFixture()
        let key = try await fixture.ticket().key
        let id = fixture.fake.addLink("https://elsewhere.example/page", to: key, of: fixture.board)
        let listed = try await fixture.tracker.attachments(of: key, in: fixture.project, page: nil).items
        #expect(
            listed.map(\.remoteID) == [id] && listed.map(\.url) == ["https://elsewhere.example/page"]
                && listed[0].size == nil)
        await #expect { _ = try await fixture.tracker.attachmentContent(id, of: key, in: fixture.project) } throws: {
            ($0 as? TrackerError)?.kindName == "conflict" && ($0 as? TrackerError)?.isWithoutCall == true
        }
        try await fixture.tracker.deleteAttachment(id, of: key, in: fixture.project)
        #expect(try await fixture.tracker.attachments(of: key, in: fixture.project, page: nil).items.isEmpty)
    }

    @Test func `a file with too long a name is refused before it is sent`() async throws {
        let fixture = try TrelloFixture()
        let draft = AttachmentDraft(
            filename: String(repeating: "x", count: 257), contentType: "text/plain", content: [1])
        await #expect { _ = try await fixture.tracker.addAttachment(draft, to: "1", in: fixture.project) } throws: {
            ($0 as? TrackerError)?.pointer == "/filename"
        }
        #expect(fixture.fake.record.isEmpty)
    }

    @Test func `no content can end the form that carries it`() async throws {
        let fixture = try TrelloFixture()
        let key = try await fixture.ticket().key
        let content = Array("--ticket-gateway-0\r\n--ticket-gateway-1--\r\n".utf8)
        let draft = AttachmentDraft(filename: "a \"quoted\".txt", contentType: "text/plain", content: content)
        let added = try await fixture.tracker.addAttachment(draft, to: key, in: fixture.project)
        #expect(try await fixture.tracker.attachmentContent(added.remoteID, of: key, in: fixture.project) == draft)
    }

    @Test(arguments: [
        (302, "http://storage.example/plain"), (302, "//storage.example/x"), (304, "https://storage.example/x"),
        (302, nil),
    ])
    func `a file is not fetched from just anywhere`(_ status: Int, _ location: String?) async throws {
        let transport = ScriptedTransport { request, _ in
            if request.url.contains("/download/") {
                return ClientResponse(status: status, headers: location.map { [.location: $0] } ?? [:])
            }
            if request.url.hasPrefix("https://storage") {
                return ClientResponse(status: 403, body: Array("<Error/>".utf8))
            }
            return .json([
                "id": .string(Self.id), "idShort": 7, "name": "x", "url": "https://trello.com/x", "isUpload": true,
            ])
        }
        let tracker = try TrelloFixture.tracker(transport, ManualClock(Timestamp(seconds: 0)))
        await #expect {
            _ = try await tracker.attachmentContent(Self.id, of: "7", in: ProjectReference(path: Self.id))
        } throws: { $0 is TrackerError }
        #expect(transport.requests.allSatisfy { !$0.url.hasPrefix("http://") && !$0.url.hasPrefix("//") })
    }
}
