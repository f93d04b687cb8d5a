import ArgumentParser
import Foundation
import GatewayTestSupport
import Postgres
import Primitives
import Synchronization
import TestSupport
import Testing

@testable import CommandLineClient

extension RecipeWorld {
    /// Applies a recipe's file with the command line.
    /// - Returns: The output.
    @discardableResult
    func apply(_ recipe: String) async throws -> String {
        let paper = OutputBuffer()
        let console = Console(
            write: { paper.add($0) }, writeError: { paper.add($0) }, isTerminal: false, isErrorTerminal: false,
            width: 80)
        let environment = ClientEnvironment(
            variables: ["TICKET_GATEWAY_TOKEN": gateway.adminToken], home: "/nonexistent", console: console,
            sleep: { _ in },
            readInput: { [] })
        let command = try ApplyCommand.parse(["-f", try RecipeFile.path(recipe), "--url", gateway.url])
        do {
            try await command.perform(in: environment)
        } catch {
            Issue.record("\(recipe) can't be applied: \(paper.text)")
        }
        return paper.text
    }

    /// Waits for a result of the workers. The test's time limit ends it if there is none.
    func until(_ condition: () async throws -> Bool) async throws {
        while try await !condition() { try await Task.sleep(for: .milliseconds(20)) }
    }

    /// Pending deliveries, syncs, jobs and events.
    private static let unfinished = """
        SELECT (SELECT count(*) FROM delivery WHERE state = 'received')
            + (SELECT count(*) FROM channel_sync WHERE requested OR state IN ('queued', 'running'))
            + (SELECT count(*) FROM job WHERE kind IN ('rule.run', 'delivery.apply', 'webhook.send') AND run_at < now() + interval '5 minutes')
            + (SELECT count(*) FROM event e, event_consumer c WHERE (e.transaction_id, e.id) > (c.transaction_id, c.event_id))
            AS count
        """

    /// Makes retries that are due soon run now.
    private static let hasten = """
        WITH deliveries AS (UPDATE outgoing_delivery SET next_attempt_at = now() WHERE state = 'waiting' AND next_attempt_at > now()),
            jobs AS (UPDATE job SET run_at = now() WHERE state = 'queued' AND kind IN ('rule.run', 'delivery.apply', 'webhook.send')
                AND run_at > now() AND run_at < now() + interval '5 minutes' RETURNING id)
        SELECT pg_notify('ticket_gateway_job', '') FROM jobs LIMIT 1
        """

    /// Waits until only jobs that are due much later remain.
    func settle() async throws {
        try await until {
            try await database.run(SQL(unsafeSQL: Self.hasten))
            return try await count(Self.unfinished) == 0
        }
        same(try await failures(), [])
    }

    /// Makes the waiting jobs due.
    func pass() async throws {
        try await database.run("UPDATE job SET run_at = now() WHERE kind = 'rule.run' AND run_at > now()")
    }

    /// The runs that have failed.
    func failures() async throws -> [String] {
        var failed: [String] = []
        for slug in try await rules() {
            let runs =
                try await gateway.admin.get("/api/v1/rules/\(slug)/runs?state=failed").json["data"]?.arrayValue ?? []
            failed += runs.map(\.text)
        }
        return failed
    }

    /// The slugs of all rules.
    func rules() async throws -> [String] {
        (try await gateway.admin.get("/api/v1/rules").json["data"]?.arrayValue ?? []).compactMap {
            $0["slug"]?.stringValue
        }
    }

    /// A number from the database.
    func count(_ sql: String) async throws -> Int64 {
        try await database.run(SQL(unsafeSQL: sql)).first?.decode("count") ?? 0
    }
}

/// The output.
private final class OutputBuffer: Sendable {
    private let written = Mutex("")

    func add(_ text: String) { written.withLock { $0 += text } }
    var text: String { written.withLock { $0 } }
}

/// A file of `examples/recipes`.
enum RecipeFile {
    /// Its path.
    static func path(_ name: String) throws -> String { try folder().appending(path: name + ".yaml").path() }

    /// The names of all.
    static func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: try folder().path()).filter { $0.hasSuffix(".yaml") }
            .map { String($0.dropLast(5)) }.sorted()
    }

    private static func folder() throws -> URL {
        URL(filePath: try Repository.root()).appending(path: "examples/recipes")
    }
}
