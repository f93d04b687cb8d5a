import Foundation
package import Postgres

/// Creates a temporary database for a single test. Tests may run in parallel, in one process or several.
package enum TestDatabase {
    /// Runs `body` with a client of a new database that has all migrations of the repository.
    package static func withDatabase<Value>(_ body: (PostgresClient) async throws -> Value) async throws -> Value {
        let template = try await MigratedTemplate.shared.name()
        return try await withDatabase(template: template, body)
    }

    /// Runs `body` with a client of a new database without tables.
    package static func withEmptyDatabase<Value>(_ body: (PostgresClient) async throws -> Value) async throws -> Value {
        try await withDatabase(template: "template0", body)
    }

    /// Runs `body` with the configuration of a new database without tables, for tests that create their own clients.
    package static func withEmptyConfiguration<Value>(_ body: (PostgresConfiguration) async throws -> Value)
        async throws -> Value
    {
        try await withConfiguration(template: "template0", body)
    }

    /// Runs `body` with the configuration of a new database that has all migrations of the repository.
    package static func withMigratedConfiguration<Value>(_ body: (PostgresConfiguration) async throws -> Value)
        async throws -> Value
    {
        try await withConfiguration(template: try await MigratedTemplate.shared.name(), body)
    }

    /// Limits the number of databases at a time: Swift Testing starts all tests at once, and the server's connections
    /// are limited.
    private static let places = Places(12)

    private static func withDatabase<Value>(template: String, _ body: (PostgresClient) async throws -> Value)
        async throws -> Value
    {
        try await withConfiguration(template: template) { configuration in
            var configuration = configuration
            configuration.poolSize = 4
            return try await TestServer.withClient(configuration, body)
        }
    }

    private static func withConfiguration<Value>(
        template: String, _ body: (PostgresConfiguration) async throws -> Value
    ) async throws -> Value {
        let server = try TestServer()
        await places.take()
        defer { places.giveBack() }
        let name = "tg_test_" + UUID().uuidString.lowercased().replacing("-", with: "")
        try await server.administrate("CREATE DATABASE \(identifier: name) TEMPLATE \(identifier: template)")
        do {
            let value = try await body(server.configuration(database: name))
            try await server.administrate("DROP DATABASE \(identifier: name) WITH (FORCE)")
            return value
        } catch {
            // Report the test's error, not one of the cleanup.
            _ = try? await server.administrate("DROP DATABASE \(identifier: name) WITH (FORCE)")
            throw error
        }
    }
}
