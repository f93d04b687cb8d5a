import HTTPTypes
import Models
import Primitives
import ResourceTestSupport
import Testing
import TrackerKit

@testable import Resources

/// Occurrences of error tickets, which are read from the tracker.
@Suite struct OccurrenceTests {
    private static let path = "/api/v1/channels/demo/tickets/1/occurrences"

    private static func run(_ count: Int?, _ body: @Sendable (TicketAPI, Faults) async throws -> Void) async throws {
        let faults = Faults()
        faults.set {
            $0.occurrences = count.map { (0..<$0).map { RemoteOccurrence(remoteID: "e\($0)", occurredAt: .now) } }
        }
        try await TicketAPI.run(driver: { faults.driver($0) }) { api in
            try await api.ticket()
            try await body(api, faults)
        }
    }

    @Test func `an occurrence is shown with its stack trace`() async throws {
        try await Self.run(1) { api, faults in
            faults.set { $0.occurrences = [Self.sample] }
            let shown = try #require((try await api.call(.get, Self.path)).json["data"]?[0])
            #expect(shown["channel"] == "demo" && shown["tracker"] == "local" && shown["remote_id"] == "e")
            #expect(
                shown["severity"] == "fatal" && shown["occurred_at"] == "2027-01-15T08:00:00Z"
                    && shown["received_at"] == .null)
            #expect(
                shown["user"] == [
                    "id": "7", "username": .null, "name": .null, "email": "person@example.com", "ip_address": .null,
                ])
            #expect(shown["tags"] == [["name": "shard", "value": "7"]])
            #expect(shown["exceptions"]?[0]?["type"] == "ValueError")
            #expect(
                shown["exceptions"]?[0]?["frames"]?[0] == [
                    "function": "boom", "module": .null, "file": "shop.py", "line": 10, "column": .null, "in_app": true,
                    "code": "raise x",
                ])
            let ticket = try await api.call(.get, "/api/v1/channels/demo/tickets/1")
            #expect(shown["ticket"] == ticket["id"])
        }
    }

    @Test(arguments: [1, 2, 3, 5, 200])
    func `pages smaller and larger than the tracker's return everything once`(_ limit: Int) async throws {
        try await Self.run(8) { api, _ in
            var found: [JSON] = [], target = Self.path + "?limit=\(limit)"
            while true {
                let answer = try await api.call(.get, target)
                #expect(answer.status == 200 && (1...min(limit, 3)).contains(answer.each("remote_id").count))
                found += answer.each("remote_id")
                guard let next = answer.next, found.count <= 8 else { break }
                target = Self.path + "?limit=\(limit)&cursor=\(next)"
            }
            #expect(found == (0..<8).map { .string("e\($0)") })
        }
    }

    @Test func `a ticket without occurrences has an empty list, and an invisible one is not found`()
        async throws
    {
        try await Self.run(0) { api, _ in
            let empty = try await api.call(.get, Self.path)
            #expect(empty.status == 200 && empty.each("remote_id").isEmpty && empty.next == nil)
            try await api.ticket(["title": "Secret", "confidential": true])
            let secret = Self.path.replacing("/1/", with: "/2/")
            #expect((try await api.call(.get, secret)).status == 404)
            #expect((try await api.call(.get, secret, as: .trusted)).status == 200)
            #expect((try await api.call(.get, Self.path.replacing("/1/", with: "/9/"))).status == 404)
            #expect((try await api.call(.get, Self.path, as: .bound(to: ["other"]))).status == 404)
        }
    }

    @Test func `a tracker without templates reports that, and so does an unreachable one`() async throws {
        try await Self.run(nil) { api, faults in
            let missing = try await api.call(.get, Self.path)
            #expect(missing.status == 422 && missing["code"] == "capability_missing")
            #expect(missing["detail"]?.stringValue?.contains("occurrences.read") == true)
            faults.set { $0.occurrences = [] }
            faults.set { $0.isDown = true }
            #expect((try await api.call(.get, Self.path)).status == 502)
        }
    }

    @Test func `a forged cursor is refused, even if it is well-formed`() async throws {
        try await Self.run(8) { api, _ in
            let own = try await api.call(.get, Self.path + Self.cursor([.string("3"), 1]))
            #expect(own.each("remote_id") == ["e4", "e5"])
            let behind = try await api.call(.get, Self.path + Self.cursor([.string("3"), .integer(.max)]))
            #expect(behind.each("remote_id") == [])
            let wrong: [[JSON]] = [
                [.string("3"), -1], [.string("3")], [3, 0], [], [.string("3"), .string("1")],
                [.string("3"), .integer(.min)],
            ]
            for values in wrong {
                let answer = try await api.call(.get, Self.path + Self.cursor(values))
                #expect(answer.pointers == ["?cursor"], "\(values)")
            }
            let none = try await api.call(.get, Self.path + "?cursor=x&sort=title")
            #expect(none.pointers == ["?cursor", "?sort"])
        }
    }

    private static func cursor(_ values: [JSON]) -> String {
        "?cursor="
            + Cursor(values: values).text(binding: "/api/v1/channels/{slug}/tickets/{key}/occurrences -occurred_at")
    }

    private static var sample: RemoteOccurrence {
        var occurrence = RemoteOccurrence(remoteID: "e", occurredAt: Timestamp(seconds: 1_800_000_000))
        occurrence.severity = .fatal
        occurrence.tags = [OccurrenceTag(name: "shard", value: "7")]
        var user = OccurrenceUser(), frame = OccurrenceFrame(function: "boom", isInApp: true)
        user.id = "7"
        user.email = "person@example.com"
        occurrence.user = user
        frame.file = "shop.py"
        frame.line = 10
        frame.code = "raise x"
        occurrence.exceptions = [OccurrenceException(type: "ValueError", value: "No owner", frames: [frame])]
        return occurrence
    }
}
