import Models
import Postgres
import TestSupport
import Testing

@Suite struct ModelTablesTests {
    @Test func `the models' tables match those that the migrations create`() async throws {
        try await TestDatabase.withDatabase { database in
            let diff = try await SchemaDiff(of: database, to: Tables.all)
            #expect(diff.up == [])
            #expect(diff.down == [])
        }
    }
}
