import Models
import Postgres
import Primitives
import Repositories
import TestSupport
import Testing

@Suite struct AlertRecordTests {
    private static func content(_ summary: String, bytes: Int = 10) -> AlertContent {
        AlertContent(
            severity: 1, summary: summary, description: String(repeating: "x", count: bytes), emitterName: "e",
            emitterVersion: 0)
    }

    @Test func `a list ends with the alert with which its texts become too long`() async throws {
        try await TestDatabase.withMigratedConfiguration { configuration in
            try await TestServer.withClient(configuration) { client in
                let now = Timestamp(seconds: 1_000)
                let flavor = AlertFlavor(id: UUIDv7Source().next(), slug: "a", name: "A", at: now)
                try await AlertFlavorRepository(client).insert(flavor)
                let records = AlertRecordRepository(client)
                for index in 0..<4 {
                    _ = try await records.insert(Self.content("\(index)", bytes: 1_000), of: flavor.id, at: now)
                }
                let filter = AlertFilter(flavors: ["a"], limit: 10)
                #expect(try await records.list(filter).map(\.content.summary) == ["3", "2", "1", "0"])
                #expect(
                    try await records.list(filter, maximumBytes: 1_500).map(\.content.summary) == ["3", "2"])
                #expect(try await records.list(filter, maximumBytes: 0).map(\.content.summary) == ["3"])
                #expect(try await records.count(filter) == 4)
            }
        }
    }

    @Test func `alerts that were posted before a time are deleted, the oldest first`() async throws {
        try await TestDatabase.withMigratedConfiguration { configuration in
            try await TestServer.withClient(configuration) { client in
                let now = Timestamp(seconds: 1_000)
                let flavor = AlertFlavor(id: UUIDv7Source().next(), slug: "a", name: "A", at: now)
                try await AlertFlavorRepository(client).insert(flavor)
                let records = AlertRecordRepository(client)
                for index in 0..<4 {
                    let time = Timestamp(seconds: 1_000 + Int64(index))
                    _ = try await records.insert(Self.content("\(index)"), of: flavor.id, at: time)
                }
                let end = Timestamp(seconds: 1_003)
                #expect(try await records.prune(before: end, limit: 2) == 2)
                let filter = AlertFilter(flavors: ["a"], limit: 10)
                #expect(try await records.list(filter).map(\.content.summary) == ["3", "2"])
                #expect(try await records.prune(before: end, limit: 2) == 1)
                #expect(try await records.list(filter).map(\.content.summary) == ["3"])
            }
        }
    }

    @Test func `every policy is read as it was stored`() async throws {
        var strict = AlertPolicy()
        strict.grouping = .group
        strict.reopening = .never
        strict.resolution = .comment
        strict.resolvedLabel = "done"
        strict.quietPeriod = .zero
        strict.flapping = AlertPolicy.Rate(count: 9, window: .seconds(60))
        strict.storm = AlertPolicy.Rate(count: 1, window: .seconds(5))
        var lenient = AlertPolicy()
        lenient.grouping = .template("{{labels.service}}")
        lenient.reopening = .always
        let policies = [AlertPolicy(), strict, lenient]
        try await TestDatabase.withMigratedConfiguration { configuration in
            try await TestServer.withClient(configuration) { client in
                let flavors = AlertFlavorRepository(client)
                let now = Timestamp(seconds: 1_000)
                var flavor = AlertFlavor(id: UUIDv7Source().next(), slug: "a", name: "A", at: now)
                try await flavors.insert(flavor)
                for policy in policies {
                    flavor.policy = policy
                    try await flavors.update(flavor)
                    #expect(try await flavors.find("a")?.policy == policy)
                }
                try await client.run("UPDATE alert_flavor SET policy = '{}'")
                #expect(try await flavors.find("a")?.policy == AlertPolicy())
            }
        }
    }
}
