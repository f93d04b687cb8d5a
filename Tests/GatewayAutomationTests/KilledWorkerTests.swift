import FakeGitLab
import FakeGlitchTip
import FakeTrackerKit
import GatewayTestSupport
import HTTPTypes
import Postgres
import Primitives
import Testing

/// Real processes, killed with SIGKILL after a tracker has performed an action and before the gateway has recorded
/// it.
@Suite(.timeLimit(.minutes(3))) struct KilledWorkerTests {
    @Test func `each action of a rule is performed once, although workers are killed between call and commit`()
        async throws
    {
        try await RelayScenario.run { world in
            try await world.happen()
            let calls: [(any FakeTracker, HTTPRequest.Method, String)] = [
                (world.issues, .post, "/issues"), (world.issues, .post, "/issues/1/"),
                (world.issues, .put, "/issues/1"),
                (world.errors, .post, "/comments"), (world.receiver, .post, "/hook"),
            ]
            for (fake, method, path) in calls {
                let gate = FakeGate()
                fake.inject(.held(at: gate), method: method, path: path)
                try await world.work { _ in await gate.reached() }
                gate.open()
            }
            try await world.work { world in
                try await world.until { try await Self.isFinished(world) }
            }
            try await Self.checkTrackers(world)
            try await Self.checkStory(world)
        }
    }

    private static func isFinished(_ world: RelayScenario) async throws -> Bool {
        let deliveries =
            try await world.gateway.admin.get("/api/v1/subscriptions/team/deliveries").json["data"]?.arrayValue ?? []
        guard let run = try await world.runs().first else { return false }
        guard run["state"] != "pending", !deliveries.isEmpty, deliveries.allSatisfy({ $0["state"] == "delivered" })
        else { return false }
        // A run ends in a transaction of its own; only afterwards does its last job become a finished one.
        let open = try await world.database.run("SELECT FROM job WHERE kind = 'rule.run' LIMIT 1")
        return open.isEmpty
    }

    private static func checkTrackers(_ world: RelayScenario) async throws {
        #expect(world.issues.issueCount(RelayScenario.issueProject) == 1)
        #expect(try await world.inGitLab()["labels"] == ["error"])
        let notes = try await world.inGitLab("/notes").arrayValue ?? []
        #expect(notes.filter { $0["system"] != true }.map { $0["body"] } == ["An error leads here."])
        #expect(world.errors.comments(ofIssueTitled: RelayScenario.title) == ["It is issue 1."])
        // A repeated webhook is guaranteed to have the same identifier.
        #expect(world.receiver.ids.count == 2)
        #expect(Set(world.receiver.ids).count == 1)
    }

    /// One run with the result of each action; every job that called a tracker lost a worker; each action is audited
    /// once, and no secret is revealed.
    private static func checkStory(_ world: RelayScenario) async throws {
        let runs = try await world.runs()
        #expect(runs.count == 1)
        #expect(runs.first?["state"] == "succeeded", "\(JSON.array(runs).text)")
        let actions = runs.first?["actions"]?.arrayValue ?? []
        #expect(actions.map { $0["state"] } == Array(repeating: "succeeded", count: 5))
        #expect(actions.map { $0["attempts"] } == Array(repeating: 0, count: 5))
        #expect(actions.prefix(3).allSatisfy { $0["result"]?["ticket"]?["channel"] == "issues" })
        #expect(actions[3]["result"]?["ticket"]?["channel"] == "errors")
        #expect(actions[4]["result"]?["delivery"]?["id"]?.stringValue == world.receiver.ids.first)
        let told =
            JSON.array(runs).text + (try await world.gateway.admin.get("/api/v1/jobs").text) + world.gateway.log.text
        for secret in RelayScenario.secrets { #expect(!told.contains(secret)) }
        let attempts = try await world.database.run(
            "SELECT attempts FROM finished_job WHERE kind = 'rule.run' ORDER BY id")
        #expect(attempts.count == 5)
        #expect(try attempts.prefix(4).allSatisfy { try $0.decode("attempts", as: Int.self) > 1 })
        let rows = try await world.database.run(
            "SELECT action || ' ' || count(*) AS line FROM audit_entry WHERE principal_kind = 'rule' GROUP BY action ORDER BY action"
        )
        #expect(
            try rows.map { try $0.decode("line", as: String.self) } == [
                "comment.create 2", "ticket.create 1", "ticket.update 1",
            ])
        let effects = try await world.database.run("SELECT type FROM event WHERE origin = 'rule' ORDER BY id")
        #expect(
            Set(try effects.map { try $0.decode("type", as: String.self) }) == [
                "ticket.created", "comment.created", "ticket.labeled",
            ])
        #expect(effects.count == 4)
    }
}
