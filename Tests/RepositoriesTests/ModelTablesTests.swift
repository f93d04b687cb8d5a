import Models
import Postgres
import TestSupport
import Testing

@Suite struct ModelTablesTests {
    @Test func `the tables that the models state are those that the migrations make`() async throws {
        try await TestDatabase.withDatabase { database in
            let diff = try await SchemaDiff(of: database, to: Tables.all)
            #expect(diff.up == [])
            #expect(diff.down == [])
        }
    }
}
