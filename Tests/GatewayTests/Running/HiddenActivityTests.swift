import Gateway
import GatewayTestSupport
import HTTPTypes
import Primitives
import Testing

/// A caller learns nothing about activity that it may not see.
struct HiddenActivityTests {
    private static let ticket = "/api/v1/channels/own/tickets/1"

    /// Callers of one world: both read and write the channel `own`; only one may see confidential tickets.
    private struct Callers {
        let world: AuthorizationWorld
        let plain: TestClient
        let trusted: TestClient

        static func run(_ body: @escaping @Sendable (Callers) async throws -> Void) async throws {
            try await AuthorizationWorld.run { world in
                let scopes = ["tickets:read", "tickets:write"]
                let plain = try await AuthorizationWorld.token(world.gateway, scopes, channels: ["own"])
                let trusted = try await AuthorizationWorld.token(
                    world.gateway, scopes + ["tickets:confidential"], channels: ["own"])
                try await body(
                    Callers(
                        world: world, plain: world.gateway.client(token: plain.text),
                        trusted: world.gateway.client(token: trusted.text)))
            }
        }

        func tag(_ client: TestClient, _ path: String = HiddenActivityTests.ticket) async throws -> String {
            try #require(try await client.get(path).header("ETag"))
        }
    }

    @Test func `a link from another channel changes the ETag only for callers who can see it`() async throws {
        try await Callers.run { callers in
            let plain = try await callers.tag(callers.plain), admin = callers.world.gateway.admin
            let all = try await callers.tag(admin)
            let link = try await admin.post(
                Self.ticket + "/links", ["type": "blocks", "target": .string(callers.world.foreign.ticket)])
            #expect(link.status == 201)
            #expect(try await callers.tag(callers.plain) == plain)
            #expect(try await callers.plain.get(Self.ticket, headers: [.ifNoneMatch: plain]).status == 304)
            let linked = try await callers.tag(admin)
            #expect(linked != all)
            // The linked ticket is shown, too.
            try await admin.patch("/api/v1/channels/zz-foreign/tickets/1", ["title": "Renamed"])
            #expect(try await callers.tag(admin) != linked)
            #expect(try await callers.tag(callers.plain) == plain)
            let changed = try await callers.plain.patch(Self.ticket, ["title": "Mine"], headers: [.ifMatch: plain])
            #expect(changed.status == 200, "\(changed.text)")
            #expect(changed.header("ETag") == (try await callers.tag(callers.plain)))
            let refused = try await callers.plain.patch(Self.ticket, ["title": "Late"], headers: [.ifMatch: plain])
            #expect(refused.status == 412)
            #expect(try await callers.plain.delete(Self.ticket, headers: [.ifMatch: plain]).status == 412)
            let queued = try await callers.plain.patch(
                Self.ticket, ["title": "Late"],
                headers: .named(["If-Match": plain, "Prefer": "respond-async"]))
            #expect(queued.status == 412)
            #expect(try await callers.tag(admin) != linked)
        }
    }

    @Test func `an internal comment changes only what callers who may read it see`() async throws {
        try await Callers.run { callers in
            func parts(_ client: TestClient) async throws -> JSON {
                var shown = try await client.get(Self.ticket).json.objectValue ?? [:]
                shown["synced_at"] = nil
                return .object(shown)
            }
            let plain = try await parts(callers.plain), tag = try await callers.tag(callers.plain),
                trusted = try await callers.tag(callers.trusted)
            let comment = try await callers.trusted.post(
                Self.ticket + "/comments", ["body": "Between us", "internal": true])
            #expect(comment.status == 201)
            #expect(try await callers.tag(callers.plain) == tag)
            #expect(try await parts(callers.plain) == plain)
            #expect(try await callers.tag(callers.trusted) != trusted)
            let path = Self.ticket + "/comments/" + (try #require(comment.json["id"]?.stringValue))
            #expect(try await callers.trusted.patch(path, ["body": "Between the two of us"]).status == 200)
            #expect(try await callers.trusted.delete(path).status == 204)
            #expect(try await callers.tag(callers.plain) == tag)
        }
    }

    @Test func `ETags do not include changes elsewhere`() async throws {
        try await Callers.run { callers in
            func value(_ path: String) async throws -> Int {
                let text = try await callers.tag(callers.plain, path).filter { $0 != "\"" }.dropFirst()
                return try #require(Int(text))
            }
            var steps: Set<Int> = []
            for number in 0..<4 {
                let path = "/api/v1/channels/own/labels/label-\(number)"
                let label: JSON = ["name": .string("label-\(number)"), "color": "ffffff"]
                #expect(try await callers.plain.post("/api/v1/channels/own/labels", label).status == 201)
                let first = try await value(path)
                #expect(try await callers.plain.patch(path, ["color": "000000"]).status == 200)
                steps.insert(try await value(path) - first)
            }
            // With a sequence, all differences would be small, and most of them 1.
            #expect(steps.count == 4 && steps.allSatisfy { abs($0) > 1000 })
            // The tag of a comment is a digest of its content: reading it again gives the same one.
            let comment = try await callers.plain.post(Self.ticket + "/comments", ["body": "Comment"])
            let path = Self.ticket + "/comments/" + (try #require(comment.json["id"]?.stringValue))
            let tag = try await callers.tag(callers.plain, path)
            #expect(comment.header("ETag") == tag && tag.count == 34)
            #expect(try await callers.plain.patch(path, ["body": "Changed"]).status == 200)
            #expect(try await callers.tag(callers.plain, path) != tag)
        }
    }

    @Test func `numbers of tickets leave out the hidden ones`() async throws {
        try await Callers.run { callers in
            let channel = "/api/v1/channels/own"
            let before = try await callers.plain.get(channel)
            #expect(before.json["ticket_count"] == 1)
            let secret: JSON = ["title": "Secret", "confidential": true]
            #expect(try await callers.trusted.post(channel + "/tickets", secret).status == 201)
            let after = try await callers.plain.get(channel)
            #expect(after.json["ticket_count"] == 1 && after.header("ETag") == before.header("ETag"))
            #expect(try await callers.plain.get("/api/v1/channels").json["data"]?.arrayValue?.first == after.json)
            #expect(try await callers.trusted.get(channel).json["ticket_count"] == 2)
            #expect(try await callers.trusted.patch(channel + "/tickets/1", ["confidential": true]).status == 200)
            #expect(try await callers.plain.get(channel).json["ticket_count"] == 0)

            let sync = try await callers.plain.get(channel + "/sync").json
            for field in ["tickets", "tickets_total", "comments", "skipped_count", "removals"] {
                #expect(sync[field]?.isNull == true, "\(field)")
            }
            #expect(try await callers.trusted.get(channel + "/sync").json["tickets"]?.integerValue != nil)
        }
    }

    @Test func `a thread of internal comments is hidden from callers who may not read them`() async throws {
        try await Callers.run { callers in
            let comments = Self.ticket + "/comments"
            let hidden = try await callers.trusted.post(comments, ["body": "Between us", "internal": true])
            let open = try await callers.trusted.post(comments, ["body": "For all"])
            func reply(_ client: TestClient, _ thread: JSON?) async throws -> TestResponse {
                try await client.post(comments, ["body": "Reply", "thread_id": thread ?? .null])
            }
            let refused = try await reply(callers.plain, hidden.json["thread_id"])
            let unknown = try await reply(callers.plain, "01900000-0000-7000-8000-000000000000")
            #expect(refused.status == 422 && refused.pointers == ["/thread_id"])
            #expect(refused.json["errors"] == unknown.json["errors"] && refused.json["code"] == unknown.json["code"])
            #expect(try await reply(callers.plain, open.json["thread_id"]).status == 201)
            #expect(try await reply(callers.trusted, hidden.json["thread_id"]).status == 201)
        }
    }
}
