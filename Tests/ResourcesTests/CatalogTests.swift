import HTTPTypes
import Models
import Postgres
import Primitives
import ResourceTestSupport
import Testing

/// Labels, milestones, members, users and the project of a channel.
@Suite struct CatalogTests {
    private let channel = "/api/v1/channels/demo"

    @Test func `a label is created, renamed on every ticket, and deleted from every ticket`() async throws {
        try await TicketAPI.run { api in
            let made = try await api.call(
                .post, channel + "/labels", body: ["name": "needs work", "color": "D73A4A", "description": "Not yet."])
            #expect(made.status == 201)
            #expect(made["color"] == "d73a4a")
            let path = try #require(made.headers[.location])
            #expect(path == "/api/v1/channels/demo/labels/needs%20work")
            #expect((try await api.call(.get, path))["id"] == made["id"])
            try await api.ticket(["title": "Title", "labels": ["needs work"]])
            let etag = try #require(made.headers[.eTag])
            let renamed = try await api.call(
                .patch, path, body: ["name": "ready", "color": .null], headers: ["If-Match": etag])
            #expect(renamed["name"] == "ready")
            #expect(renamed["color"] == .null)
            #expect((try await api.call(.get, path)).status == 404)
            #expect((try await api.call(.get, channel + "/tickets?label=ready")).each("labels") == [["ready"]])
            #expect(
                (try await api.call(.patch, channel + "/labels/ready", body: ["name": "x"], headers: ["If-Match": etag]))
                    .status == 412)
            #expect((try await api.call(.delete, channel + "/labels/ready")).status == 204)
            #expect((try await api.call(.get, channel + "/tickets")).each("labels") == [[]])
            #expect((try await api.call(.get, channel + "/tickets?label=ready")).each("id") == [])
        }
    }

    /// A dot segment gets 404, because no route matches it. In particular, it does not lead to the list or the channel.
    @Test(arguments: [(".", "%2E"), ("..", "%2E%2E"), ("...", "..."), ("a/b", "a%2Fb"), ("ä", "%C3%A4")])
    func `a label's location leads to the label or nowhere`(_ name: String, _ segment: String) async throws {
        try await TicketAPI.run { api in
            let made = try await api.call(.post, channel + "/labels", body: ["name": .string(name)])
            let path = try #require(made.headers[.location])
            #expect(path == "/api/v1/channels/demo/labels/\(segment)")
            let read = try await api.call(.get, path)
            if segment.hasPrefix("%2E") { #expect(read.status == 404) } else { #expect(read["id"] == made["id"]) }
        }
    }

    @Test func `labels are paginated by name`() async throws {
        try await TicketAPI.run { api in
            for name in ["c", "a", "b"] {
                _ = try await api.call(.post, channel + "/labels", body: ["name": .string(name)])
            }
            let first = try await api.call(.get, channel + "/labels?limit=2")
            let second = try await api.call(.get, channel + "/labels?limit=2&cursor=\(first.next ?? "")")
            #expect(first.each("name") + second.each("name") == ["a", "b", "c"])
        }
    }

    @Test func `bad labels are refused`() async throws {
        try await TicketAPI.run { api in
            let answer = try await api.call(
                .post, channel + "/labels", body: ["name": "", "color": "#d73a4a", "hue": 1])
            #expect(answer.pointers == ["/color", "/hue", "/name"])
            #expect((try await api.call(.get, channel + "/labels/none")).status == 404)
            #expect((try await api.call(.get, "/api/v1/channels/none/labels")).status == 404)
        }
    }

    @Test func `a milestone is created, renamed on its tickets, closed and deleted`() async throws {
        try await TicketAPI.run { api in
            let made = try await api.call(
                .post, channel + "/milestones", body: ["title": "1.0", "due_at": "2026-12-01T00:00:00Z"])
            #expect(made.status == 201)
            let path = try #require(made.headers[.location])
            #expect((try await api.call(.get, path))["id"] == made["id"])
            try await api.ticket(["title": "Title", "milestone": "1.0"])
            let closed = try await api.call(.patch, path, body: ["title": "1.0.0", "state": "closed", "due_at": .null])
            #expect(closed["state"] == "closed")
            #expect(closed["due_at"] == .null)
            #expect((try await api.call(.get, channel + "/milestones")).each("title") == ["1.0.0"])
            #expect((try await api.call(.get, channel + "/tickets?milestone=1.0.0")).each("key") == ["1"])
            #expect((try await api.call(.delete, path)).status == 204)
            #expect((try await api.call(.get, path)).status == 404)
            #expect((try await api.call(.get, channel + "/tickets/1"))["milestone"] == .null)
            #expect(
                (try await api.call(.post, channel + "/milestones", body: ["title": 1, "state": "open"])).pointers == [
                    "/state", "/title",
                ])
        }
    }

    @Test func `the project is shown as its tracker has it`() async throws {
        try await TicketAPI.run { api in
            let project = try await api.call(.get, channel + "/tracker")
            #expect(project.status == 200)
            #expect(project["path"] == "demo")
            #expect(project["capabilities"]?.arrayValue?.contains("tickets.create") == true)
        }
    }

    @Test func `members are added, listed and removed`() async throws {
        try await TicketAPI.run { api in
            let made = try await api.call(.post, channel + "/members", body: ["user_id": "ada"], as: .admin)
            #expect(made.status == 201)
            #expect(made["username"] == "ada")
            // A member alone cannot be read.
            #expect(made.headers[.location] == nil)
            #expect((try await api.call(.get, channel + "/members")).each("username").contains("ada"))
            #expect((try await api.call(.delete, channel + "/members/ada", as: .admin)).status == 204)
            #expect(!(try await api.call(.get, channel + "/members")).each("username").contains("ada"))
            #expect(
                (try await api.call(.post, channel + "/members", body: ["user": "ada"], as: .admin)).pointers == [
                    "/user", "/user_id",
                ])
        }
    }

    @Test func `users are found by exactly one of three identifiers`() async throws {
        try await TicketAPI.run { api in
            let users = "/api/v1/connections/demo-connection/users"
            let none = try await api.call(.get, users)
            #expect(none.status == 422)
            #expect((try await api.call(.get, users + "?id=1&username=ada")).status == 422)
            #expect((try await api.call(.get, users + "?username=nobody-at-all")).status == 200)
            #expect((try await api.call(.get, "/api/v1/connections/none/users?username=ada")).status == 404)
            #expect((try await api.call(.get, users + "?username=ada", as: .bound(to: ["other"]))).status == 404)
        }
    }
}
