import FakeGitLab
import FakeTrackerKit
import GatewayTestSupport
import HTTPKit
import HTTPTypes
import Primitives
import Testing

/// One odd row of a page, in a whole gateway.
@Suite(.serialized, .timeLimit(.minutes(3))) struct GitLabOddPageTests {
    private static func row(_ number: Int, _ more: String = "") -> String {
        """
        {"id": \(number), "iid": \(number), "title": "good", "state": "opened", "web_url": "https://lab.example/a/b/-/issues/\(number)",
         "created_at": "2026-11-0\(number)T10:00:00.000Z", "updated_at": "2026-11-0\(number)T10:00:00.000Z"\(more)}
        """
    }

    @Test func `the other tickets are stored, unusual dates are absent, and the status lists what was skipped`()
        async throws
    {
        try await GitLabChannel.run { channel in
            let admin = channel.gateway.admin
            let rows = [
                Self.row(1), Self.row(2, #", "due_date": "0000-12-31", "description": "cut in half: \ud83d""#),
                Self.row(3, #", "id": 9223372036854775808"#), "null", Self.row(4, #", "odd": 1e400"#),
            ]
            let page = Array("[\(rows.joined(separator: ","))]".utf8)
            channel.fake.inject(.response { _ in .json(page) }, method: .get, path: "/issues?")
            #expect(try await admin.post("/api/v1/channels/backend/sync", ["full": true]).status == 202)
            try await channel.sync()
            let second = try await admin.get(GitLabChannel.tickets + "/2")
            #expect(
                second.status == 200 && second.json["body"] == "cut in half: \u{FFFD}" && second.json["due_at"] == .null
            )
            for (key, status) in [("1", 200), ("3", 404), ("4", 200)] {
                #expect(try await admin.get(GitLabChannel.tickets + "/" + key).status == status)
            }
            let sync = try await admin.get("/api/v1/channels/backend/sync").json
            #expect(sync["error"] == .null && sync["skipped_count"] == 2)
            #expect(Set((sync["skipped"]?.arrayValue ?? []).map { $0["key"]?.stringValue }) == ["3", nil])
            let metrics = try await admin.get("/metrics").text
            #expect(metrics.contains(#"ticket_gateway_sync_skipped_total{tracker="gitlab"} 2"#))
            // Newer tickets still arrive.
            channel.fake.addIssue(GitLabChannel.path, title: "Newer")
            #expect(try await admin.post("/api/v1/channels/backend/sync", ["full": true]).status == 202)
            try await channel.sync()
            #expect(try await admin.get("/api/v1/channels/backend/sync").json["skipped_count"] == 0)
        }
    }
}
