import Gateway
import GatewayTestSupport
import HTTPTypes
import Postgres
import Primitives
import Testing

/// A PATCH with an object's current values: nothing is written, emitted or logged.
struct NoChangeTests {
    private static let ticket = "/api/v1/channels/own/tickets/1"

    /// The values that are written twice.
    private static let changes: [(path: String, change: JSON)] = [
        (
            ticket,
            [
                "title": "Other", "labels": ["bug", "ui"], "status": "done", "resolution": "completed",
                "confidential": false,
            ]
        ),
        (
            ticket,
            [
                "add_labels": ["ui"], "remove_labels": ["none"], "assignees": ["ada"], "priority": "high",
                "due_at": .null,
            ]
        ),
        ("/api/v1/channels/own/labels/bug", ["name": "bug", "color": "00ff00", "description": "Broken"]),
        ("/api/v1/channels/own/milestones/1", ["title": "v1", "state": "closed", "due_at": "2030-01-01T00:00:00Z"]),
        ("/api/v1/channels/own", ["title": "Own", "sync": ["enabled": true, "interval_seconds": 120], "path": "own"]),
        ("/api/v1/connections/own-hub", ["title": "Hub"]),
        ("/api/v1/clients/own-client", ["title": "Client", "scopes": ["tickets:read"], "channels": ["own"]]),
        (
            "/api/v1/rules/own-rule",
            [
                "name": "Rule", "description": "For tests", "order": 3, "enabled": true, "on": ["ticket.created"],
                "channels": ["own"],
                "if": ["in": ["bug", ["var": "ticket.labels"]]], "do": [["action": "comment", "body": "Hello"]],
            ]
        ),
        (
            "/api/v1/subscriptions/own-subscription",
            [
                "title": "S", "url": "http://127.0.0.1:9/", "types": ["ticket.created"], "channels": ["own"],
                "if": ["!": [false]],
            ]
        ),
        ("/api/v1/subscriptions/own-subscription", ["enabled": true]),
        (
            "/api/v1/alerts/flavors/own-flavor",
            [
                "name": "Own", "description": "D", "more_info": "https://example.org/", "default_severity": 3,
                "enabled": true, "source": "grafana", "channel": "own", "template": "own-template",
                "policy": ["reopen": "never", "flapping": ["changes": 5]],
            ]
        ),
        (
            "/api/v1/templates/own-template",
            ["title": "Template", "ticket": ["title": "{{name}}"], "variables": [["name": "name", "type": "string"]]]
        ),
    ]

    @Test func `a PATCH with unchanged values keeps ETag and times, and adds no event or audit entry`()
        async throws
    {
        try await AuthorizationWorld.run { world in
            let admin = world.gateway.admin
            try await admin.post("/api/v1/channels/own/milestones", ["title": "v1"])
            let comment = try await admin.post(Self.ticket + "/comments", ["body": "Word"])
            let path = Self.ticket + "/comments/" + (try #require(comment.json["id"]?.stringValue))
            let others: [(path: String, change: JSON)] = [
                (path, ["body": "Other word"]),
                (
                    "/api/v1/alerts/tokens/\(world.own.alertToken)",
                    [
                        "summary": "S", "contact": "C", "flavors": ["own-flavor"], "enabled": false,
                        "disabled_reason": "R",
                    ]
                ),
            ]
            for (path, change) in Self.changes + others {
                let first = try await admin.patch(path, change)
                #expect(first.status == 200, "\(path): \(first.text)")
                let before = try await Self.standing(world, path)
                let again = try await admin.patch(path, change)
                #expect(again.status == 200, "\(path): \(again.text)")
                #expect(try await Self.standing(world, path) == before, "\(path)")
            }
        }
    }

    /// The object's ETag and text, and the number of rows that a change adds.
    private static func standing(_ world: AuthorizationWorld, _ path: String) async throws -> [String] {
        let shown = try await world.gateway.admin.get(path)
        let counts = try await world.database.run(
            "SELECT (SELECT count(*) FROM event)::text, (SELECT count(*) FROM audit_entry)::text")[0]
        var json = shown.json.objectValue ?? [:]
        // When the mirror was last synced.
        json["synced_at"] = nil
        return [shown.header("ETag") ?? "", JSON.object(json).text, try counts.decode(0), try counts.decode(1)]
    }
}
