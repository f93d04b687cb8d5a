import Foundation
package import Postgres

/// A database for one test: migrated, empty, and gone afterwards. Tests may run in parallel, in one process or many.
package enum TestDatabase {
    /// Runs the closure with a client of a fresh database that has every migration of the repository.
    package static func withDatabase<Value>(_ body: (PostgresClient) async throws -> Value) async throws -> Value {
        let template = try await MigratedTemplate.shared.name()
        return try await withDatabase(template: template, body)
    }

    /// The same for a database without any table.
    package static func withEmptyDatabase<Value>(_ body: (PostgresClient) async throws -> Value) async throws -> Value {
        try await withDatabase(template: "template0", body)
    }

    /// Runs the closure with the configuration of a database without any table, for tests that make their own clients.
    package static func withEmptyConfiguration<Value>(_ body: (PostgresConfiguration) async throws -> Value)
        async throws -> Value
    {
        try await withConfiguration(template: "template0", body)
    }

    /// The same with every migration of the repository.
    package static func withMigratedConfiguration<Value>(_ body: (PostgresConfiguration) async throws -> Value)
        async throws -> Value
    {
        try await withConfiguration(template: try await MigratedTemplate.shared.name(), body)
    }

    /// How many databases there are at a time: Swift Testing starts all tests at once, and a server has only so many
    /// connections.
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
            // The test's error is the one to tell.
            _ = try? await server.administrate("DROP DATABASE \(identifier: name) WITH (FORCE)")
            throw error
        }
    }
}
