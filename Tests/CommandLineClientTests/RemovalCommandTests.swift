import RawServerSupport
import Testing

@testable import CommandLineClient

/// Messages about tickets and webhooks that must be removed manually.
struct RemovalCommandTests {
    private static func status(needsConfirmation: Bool) -> FakeGateway.Answer {
        FakeGateway.Answer(
            body: #"""
                {"channel": "web", "state": "idle", "mode": "full", "tickets": 16, "tickets_total": 16, "comments": 0, "started_at": null,
                "finished_at": null, "synced_at": null, "next_at": null, "error": null,
                "removals": {"unchecked": 0, "gone": 4, "needs_confirmation": \#(needsConfirmation)}}
                """#)
    }

    @Test func `the progress of a sync shows that removals wait for a confirmation`() async throws {
        let gateway = try FakeGateway(Self.status(needsConfirmation: true))
        let run = await gateway.run(["channels", "progress", "web"])
        #expect(run.status == 0)
        #expect(run.errors.contains("4 tickets no longer exist at the tracker"))
        #expect(run.errors.contains("ticket-gateway channels sync web --confirm-removals"))
    }

    @Test func `removals are confirmed without a sync`() async throws {
        let gateway = try FakeGateway(Self.status(needsConfirmation: false))
        let run = await gateway.run(["channels", "sync", "web", "--confirm-removals"])
        #expect(run.status == 0, "\(run.errors)")
        #expect(gateway.targets == ["POST /api/v1/channels/web/sync"])
        #expect(gateway.bodies == [#"{"confirm_removals":true}"#])
        #expect(!run.errors.contains("no longer exist"))
    }

    @Test func `a channel of the built-in tracker with tickets is deleted only after a confirmation`() async throws {
        let gateway = try FakeGateway(FakeGateway.Answer(body: #"{"tracker": "local", "ticket_count": 5}"#))
        let run = await gateway.run(["channels", "delete", "demo"])
        #expect(run.status == 64)
        #expect(run.errors.contains("its 5 tickets exist only here") && run.errors.contains("--yes"), "\(run.errors)")
        #expect(gateway.targets == ["GET /api/v1/channels/demo"])
        #expect(await gateway.run(["channels", "delete", "demo", "--yes"]).status == 0)
        #expect(gateway.targets.last == "DELETE /api/v1/channels/demo")
        let other = try FakeGateway(FakeGateway.Answer(body: #"{"tracker": "github", "ticket_count": 5}"#))
        #expect(await other.run(["channels", "delete", "web"]).status == 0)
        let empty = try FakeGateway(FakeGateway.Answer(body: #"{"tracker": "local", "ticket_count": 0}"#))
        #expect(await empty.run(["channels", "delete", "web"]).status == 0)
    }

    @Test func `a webhook that is left at the tracker is named`() async throws {
        let gateway = try FakeGateway(
            FakeGateway.Answer(
                body: #"""
                    {"webhook_left": {"callback_url": "https://gateway.example/webhooks/web", "remote_id": "4711", "error": "tracker_forbidden"}}
                    """#))
        let run = await gateway.run(["channels", "delete", "web"])
        #expect(run.status == 0)
        #expect(run.errors.contains("https://gateway.example/webhooks/web, identifier 4711"))
        #expect(run.errors.contains("tracker_forbidden"))
    }

    @Test func `a webhook that is left at a connection's former address is named`() async throws {
        let gateway = try FakeGateway(
            FakeGateway.Answer(
                body: #"""
                    {"slug": "lab", "tracker": "gitlab", "status": "unverified", "base_url": "https://new.example", "title": "Lab",
                    "webhooks_left": [{"callback_url": "https://gateway.example/webhooks/web", "remote_id": "7", "error": "tracker_unreachable"}]}
                    """#))
        let run = await gateway.run(["connections", "update", "lab", "--base-url", "https://new.example"])
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.errors.contains("https://gateway.example/webhooks/web, identifier 7"))
    }
}
