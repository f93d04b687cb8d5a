import Gateway
import GatewayTestSupport
import HTTPTypes
import Primitives
import Testing

/// The administration of flavors and alert tokens.
struct AlertAdministrationTests {
    private static let flavors = "/api/v1/alerts/flavors"
    private static let tokens = "/api/v1/alerts/tokens"

    @Test func `a flavor is created, changed and deleted`() async throws {
        try await TestGateway.run { gateway in
            let admin = gateway.admin
            try await admin.post("/api/v1/connections", ["slug": "hub", "tracker": "local"])
            try await admin.post("/api/v1/channels", ["slug": "web", "connection": "hub", "path": "web"])
            try await admin.post("/api/v1/templates", ["slug": "bug", "ticket": ["title": "T"]])
            let made = try await admin.post(Self.flavors, ["slug": "Mfbt_1", "name": "MFBT"])
            #expect(made.status == 201 && made.header("Location") == Self.flavors + "/Mfbt_1")
            #expect(made.json["enabled"] == false && made.json["default_severity"] == 5)
            #expect(made.json["channel"]?.isNull == true && made.json["source"]?.isNull == true)
            let path = Self.flavors + "/Mfbt_1"
            let change: JSON = [
                "name": "Man from the bottom of time", "description": "It is 4pm.", "more_info": "https://example.org/",
                "default_severity": 10, "enabled": true, "source": "alertmanager", "channel": "web", "template": "bug",
            ]
            let changed = try await admin.patch(path, change)
            #expect(changed.status == 200)
            for (name, value) in change.objectValue ?? [:] { #expect(changed.json[name] == value, "\(name)") }
            #expect(changed.header("ETag") != made.header("ETag"))
            #expect(
                try await admin.patch(path, ["name": "x"], headers: [.ifMatch: made.header("ETag") ?? ""]).status == 412
            )
            let cleared = try await admin.patch(
                path, ["channel": .null, "source": .null, "template": .null, "more_info": .null])
            for name in ["channel", "source", "template", "more_info"] {
                #expect(cleared.json[name]?.isNull == true, "\(name)")
            }
            #expect(try await admin.delete(path).status == 204)
            #expect(try await admin.get(path).status == 404)
            let audit = try await admin.get("/api/v1/audit?object_type=alert_flavor").json["data"]?.arrayValue ?? []
            #expect(
                audit.compactMap { $0["action"]?.stringValue } == [
                    "alert_flavor.delete", "alert_flavor.update", "alert_flavor.update", "alert_flavor.create",
                ])
        }
    }

    @Test func `slug and name are unique, and all invalid fields are reported at once`() async throws {
        try await TestGateway.run { gateway in
            let admin = gateway.admin
            try await admin.post(Self.flavors, ["slug": "a", "name": "A"])
            let slug = try await admin.post(Self.flavors, ["slug": "a", "name": "B"])
            #expect(slug.status == 409 && slug.code == "slug_taken")
            let name = try await admin.post(Self.flavors, ["slug": "b", "name": "A"])
            #expect(name.status == 409 && name.code == "conflict")
            let invalid = try await admin.post(
                Self.flavors,
                [
                    "slug": "a b", "name": "", "more_info": "javascript:x", "default_severity": 11, "source": "x",
                    "policy": 1, "colour": "red",
                ])
            #expect(
                invalid.pointers == [
                    "/slug", "/name", "/more_info", "/default_severity", "/source", "/policy", "/colour",
                ])
            #expect(
                try await admin.post(Self.flavors, ["slug": "c", "name": "C", "channel": "x"]).pointers == ["/channel"])
            #expect(try await admin.patch(Self.flavors + "/a", ["template": "x"]).pointers == ["/template"])
            #expect(try await admin.get(Self.flavors + "/a%20b").status == 404)
        }
    }

    @Test func `a policy has defaults, is changed field by field, and every wrong field is reported`() async throws {
        try await TestGateway.run { gateway in
            let admin = gateway.admin
            let made = try await admin.post(Self.flavors, ["slug": "a", "name": "A", "policy": ["reopen": "7d"]])
            #expect(
                made.json["policy"] == [
                    "group_by": "key", "reopen": "7d", "on_resolve": "close", "resolved_label": "resolved",
                    "quiet_period": "5m", "flapping": ["changes": 4, "within": "1h"],
                    "storm": ["tickets": 20, "within": "10m"],
                ])
            let path = Self.flavors + "/a"
            let changed = try await admin.patch(
                path,
                [
                    "policy": [
                        "group_by": "{{labels.service}}", "on_resolve": "label", "quiet_period": "0s",
                        "flapping": ["changes": 6], "storm": ["within": "90s"],
                    ]
                ])
            #expect(
                changed.json["policy"] == [
                    "group_by": "{{labels.service}}", "reopen": "7d", "on_resolve": "label",
                    "resolved_label": "resolved", "quiet_period": "0s", "flapping": ["changes": 6, "within": "1h"],
                    "storm": ["tickets": 20, "within": "90s"],
                ])
            let invalid = try await admin.patch(
                path,
                [
                    "policy": [
                        "group_by": "host", "reopen": "soon", "on_resolve": "delete", "resolved_label": " ",
                        "quiet_period": "2d", "flapping": ["changes": 2], "storm": ["within": "0s"], "retry": true,
                    ]
                ])
            #expect(
                invalid.pointers == [
                    "/policy/group_by", "/policy/reopen", "/policy/on_resolve", "/policy/resolved_label",
                    "/policy/quiet_period", "/policy/flapping/changes", "/policy/storm/within", "/policy/retry",
                ])
            #expect(try await admin.patch(path, ["policy": ["group_by": "{{#a}}"]]).pointers == ["/policy/group_by"])
            let reset = try await admin.patch(path, ["policy": .null])
            #expect(reset.json["policy"]?["reopen"] == "1d" && reset.json["policy"]?["group_by"] == "key")
        }
    }

    @Test func `a deleted flavor takes its alerts along, and a deleted channel leaves the flavor`() async throws {
        try await AlertsWorld.run { world in
            let admin = world.gateway.admin
            try await world.post()
            try await admin.post("/api/v1/connections", ["slug": "hub", "tracker": "local"])
            try await admin.post("/api/v1/channels", ["slug": "web", "connection": "hub", "path": "web"])
            try await admin.patch(Self.flavors + "/mfbt", ["channel": "web"])
            #expect(try await admin.delete("/api/v1/channels/web").status == 204)
            #expect(try await admin.get(Self.flavors + "/mfbt").json["channel"]?.isNull == true)
            #expect(try await admin.delete(Self.flavors + "/mfbt").status == 204)
            #expect(try await world.list("flavors=mfbt").status == 404)
            #expect(try await admin.get(Self.tokens + "/\(world.id)").json["flavors"] == ["cantina", "off"])
            try await admin.post(Self.flavors, ["slug": "mfbt", "name": "Again", "enabled": true])
            // The token does not get the new flavor of the same name.
            #expect(try await world.list("flavors=mfbt").status == 403)
        }
    }

    @Test func `a token is shown once, changed and deleted`() async throws {
        try await TestGateway.run { gateway in
            let admin = gateway.admin
            try await admin.post(Self.flavors, ["slug": "a", "name": "A"])
            let made = try await admin.post(
                Self.tokens, ["summary": "Watcher", "contact": "ops@example.org", "flavors": ["a"]])
            #expect(made.status == 201 && made.header("Cache-Control") == "no-store")
            let text = try #require(made.json["token"]?.stringValue)
            #expect(text.wholeMatch(of: /[0-9a-f]{32}/) != nil)
            let path = Self.tokens + "/" + (try #require(made.json["id"]?.stringValue))
            let shown = try await admin.get(path)
            #expect(shown.json["token"] == nil && shown.json["flavors"] == ["a"])
            #expect(shown.json["contact"] == "ops@example.org" && shown.json["enabled"] == true)
            #expect(try await admin.get(Self.tokens).json["data"]?.arrayValue?.count == 1)
            let rotated = try await admin.post(path + "/rotate")
            #expect(rotated.status == 200 && rotated.header("Cache-Control") == "no-store")
            #expect(rotated.header("ETag") != made.header("ETag"))
            let disabled = try await admin.patch(path, ["enabled": false, "disabled_reason": "Leaked"])
            #expect(disabled.json["disabled_reason"] == "Leaked")
            #expect(
                try await admin.patch(path, ["enabled": true, "disabled_reason": "x"]).pointers == ["/disabled_reason"])
            let refused = try await admin.patch(path, ["flavors": ["a", "x"], "summary": "S"])
            #expect(refused.pointers == ["/flavors"])
            #expect(try await admin.delete(path).status == 204)
            #expect(try await admin.post(path + "/rotate").status == 404)
            let audit = try await admin.get("/api/v1/audit?object_type=alert_token").json["data"]?.arrayValue ?? []
            #expect(
                audit.compactMap { $0["action"]?.stringValue } == [
                    "alert_token.delete", "alert_token.update", "alert_token.rotate", "alert_token.create",
                ])
        }
    }

    @Test func `lists have pages`() async throws {
        try await AlertsWorld.run { world in
            #expect(
                try await world.gateway.slugs(of: Self.flavors + "?limit=1") == ["cantina", "mfbt", "off", "other"])
            for _ in 0..<3 { try await world.gateway.admin.post(Self.tokens, ["summary": "Another"]) }
            let first = try await world.gateway.admin.get(Self.tokens + "?limit=3")
            let next = try #require(first.json["page"]?["next"]?.stringValue)
            let second = try await world.gateway.admin.get(Self.tokens + "?limit=3&cursor=\(next)")
            #expect(second.json["data"]?[0]?["id"]?.stringValue == world.id)
        }
    }
}
