import Gateway
import GatewayTestSupport
import Primitives
import Testing

/// The rights that administrators restricted to channels can grant and change.
struct RestrictedAdministratorTests {
    @Test func `clients and tokens have no more rights than their creator or editor`() async throws {
        try await AuthorizationWorld.run { world in
            let restricted = world.restricted
            for (channels, status): (JSON, Int) in [
                (.null, 403), (["zz-foreign"], 403), (["own", "zz-foreign"], 403), (["own"], 201), ([], 201),
            ] {
                let token = try await restricted.post(
                    "/api/v1/tokens", ["title": "t", "scopes": ["admin"], "channels": channels])
                #expect(token.status == status, "\(channels)")
                if status == 403 { #expect(token.code == "forbidden") }
            }
            #expect(
                try await restricted.patch("/api/v1/clients/own-client", ["channels": ["own"], "scopes": ["admin"]])
                    .status == 200)
            for change: JSON in [
                ["channels": .null], ["channels": ["zz-foreign"]], ["channels": ["own", "zz-foreign"]],
            ] {
                #expect(try await restricted.patch("/api/v1/clients/own-client", change).status == 403)
            }
            #expect(try await world.gateway.admin.get("/api/v1/clients/own-client").json["channels"] == ["own"])
            // A rule to which another caller has given more rights cannot be changed.
            try await world.gateway.admin.patch("/api/v1/clients/own-client", ["channels": ["own", "zz-foreign"]])
            #expect(try await restricted.get("/api/v1/clients/own-client").status == 404)
            #expect(try await restricted.patch("/api/v1/clients/own-client", ["channels": ["own"]]).status == 404)
            #expect(try await restricted.delete("/api/v1/clients/own-client").status == 404)
        }
    }

    @Test func `a connection's target can be changed only by callers with access to all of its channels`() async throws
    {
        try await AuthorizationWorld.run { world in
            let admin = world.gateway.admin, restricted = world.restricted, path = "/api/v1/connections/own-hub"
            let credentials: JSON = ["credentials": ["type": "none"]]
            #expect(try await restricted.patch(path, credentials).status == 200)
            #expect(try await restricted.post(path + "/verify").status == 200)
            try await admin.post(
                "/api/v1/channels", ["slug": "zz-foreign-2", "connection": "own-hub", "path": "second"])
            #expect(try await restricted.patch(path, credentials).code == "forbidden")
            #expect(try await restricted.patch(path, ["base_url": .null]).code == "forbidden")
            #expect(try await restricted.patch(path, ["title": "Ours"]).status == 200)
            #expect(try await admin.patch(path, credentials).status == 200)
            // A channel cannot be created on a connection that no channel of the caller uses.
            let made = try await restricted.post(
                "/api/v1/channels", ["slug": "own", "connection": "zz-foreign-hub", "path": "x"])
            #expect(made.pointers == ["/connection"])
        }
    }

    @Test func `jobs of the caller's channels can be retried and discarded, with audit entries that it can see`()
        async throws
    {
        try await AuthorizationWorld.run { world in
            let restricted = world.restricted
            #expect(try await restricted.post("/api/v1/jobs/\(world.own.job)/retry").status == 200)
            #expect(try await restricted.delete("/api/v1/jobs/\(world.own.job)").status == 204)
            #expect(try await restricted.delete("/api/v1/jobs/\(world.foreign.job)").status == 404)
            #expect(try await world.gateway.admin.get("/api/v1/jobs/\(world.foreign.job)").status == 200)
            let entries = try await restricted.get("/api/v1/audit?limit=200").json["data"]?.arrayValue ?? []
            #expect(entries.contains { $0["action"] == "job.discard" && $0["channel"] == "own" })
            #expect(
                entries.allSatisfy {
                    $0["channel"] == "own" || ($0["channel"]?.isNull == true && $0["principal"]?["name"] == "t")
                })
        }
    }
}
