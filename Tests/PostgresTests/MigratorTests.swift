import Foundation
import Postgres
import TestSupport
import Testing

@Suite struct MigratorTests {
    @Test func `migrations are applied in order, once, and reverted`() async throws {
        try await withFolder(["one", "two", "three"]) { folder, migrator, client in
            #expect(try await migrator.status().map(\.state) == [.pending, .pending, .pending])
            #expect(try await migrator.up(to: 2) == ["0001_one", "0002_two"])
            #expect(try await migrator.up() == ["0003_three"])
            #expect(try await migrator.up() == [])
            #expect(try await migrator.status().map(\.state) == [.applied, .applied, .applied])
            let row = try await client.run("SELECT * FROM schema_migration WHERE number = 2")[0]
            #expect(try row.decode("name") == "two")
            #expect(try row.decode("checksum", as: String.self).count == 64)
            #expect(try await migrator.down(steps: 2) == ["0003_three", "0002_two"])
            #expect(try await tables(client) == ["one", "schema_migration"])
            #expect(try await migrator.up() == ["0002_two", "0003_three"])
        }
    }

    @Test func `a migration that was edited after it was applied stops everything`() async throws {
        try await withFolder(["one", "two"]) { folder, migrator, client in
            try await migrator.up(to: 1)
            try write("CREATE TABLE one (id int, more int);", to: "0001_one.up.sql", in: folder)
            let message = "0001_one was edited after it was applied; write a new migration instead"
            for attempt in [{ try await migrator.up() }, { try await migrator.down() }] {
                let error = await #expect(throws: PostgresError.self) { try await attempt() }
                #expect(error?.kind == .migration(message))
            }
            #expect(try await migrator.status().map(\.state) == [.edited, .pending])
            #expect(try await tables(client) == ["one", "schema_migration"])
        }
    }

    @Test func `a failed migration changes nothing`() async throws {
        try await withFolder(["one", "two"]) { folder, migrator, client in
            try write("CREATE TABLE two (id int); SELECT nonsense;", to: "0002_two.up.sql", in: folder)
            let error = await #expect(throws: PostgresError.self) { try await migrator.up() }
            #expect(error?.description.contains("0002_two") == true)
            #expect(try await tables(client) == ["one", "schema_migration"])
            #expect(try await migrator.status().map(\.state) == [.applied, .pending])
        }
    }

    @Test func `a migration that ends its transaction is refused`() async throws {
        try await withFolder(["one"]) { folder, migrator, _ in
            try write("CREATE TABLE one (id int); COMMIT;", to: "0001_one.up.sql", in: folder)
            let error = await #expect(throws: PostgresError.self) { try await migrator.up() }
            #expect(error?.description.contains("contains BEGIN, COMMIT or ROLLBACK") == true)
        }
    }

    @Test func `two concurrent migrators apply each migration once`() async throws {
        try await withFolder(["one", "two", "three", "four"]) { _, migrator, client in
            async let first = migrator.up()
            async let second = migrator.up()
            let applied = try await first + second
            #expect(applied.sorted() == ["0001_one", "0002_two", "0003_three", "0004_four"])
            #expect(try await client.run("SELECT * FROM schema_migration").count == 4)
        }
    }

    @Test func `every problem of the folder is reported at once`() async throws {
        try await withFolder(["one", "two"]) { folder, migrator, _ in
            for file in ["0002_other.up.sql", "0002_other.down.sql", "0004_gap.up.sql", "5_odd.up.sql"] {
                try write("", to: file, in: folder)
            }
            let error = await #expect(throws: PostgresError.self) { try await migrator.up() }
            let problems = [
                "5_odd.up.sql is not named NNNN_name.up.sql or NNNN_name.down.sql", "0004_gap.down.sql is missing",
                "0002_other and 0002_two have the same number", "number 3 is missing before 4",
            ]
            #expect(error?.kind == .migration(problems.joined(separator: "; ")))
        }
    }

    @Test func `a migration whose files are missing, or that is applied too late, stops everything`() async throws {
        try await withFolder(["one", "two"]) { folder, migrator, client in
            try await migrator.up()
            try FileManager.default.removeItem(atPath: "\(folder)/0002_two.up.sql")
            try FileManager.default.removeItem(atPath: "\(folder)/0002_two.down.sql")
            let gone = await #expect(throws: PostgresError.self) { try await migrator.up() }
            #expect(gone?.kind == .migration("0002_two was applied, but its files are missing"))
            try writePair(2, "two", in: folder)
            try await client.run("DELETE FROM schema_migration WHERE number = 1")
            let late = await #expect(throws: PostgresError.self) { try await migrator.up() }
            #expect(late?.kind == .migration("0001_one was not applied, but 2 was"))
        }
    }

    @Test func `a new migration gets the next number and a plain name`() async throws {
        try await withFolder(["one"]) { folder, migrator, _ in
            let paths = try migrator.new(name: "Add labels, & more!")
            #expect(paths == ["\(folder)/0002_add_labels_more.up.sql", "\(folder)/0002_add_labels_more.down.sql"])
            try migrator.new(name: "x", up: "SELECT 1;\n", down: "SELECT 2;\n")
            #expect(try String(contentsOfFile: "\(folder)/0003_x.down.sql", encoding: .utf8) == "SELECT 2;\n")
            #expect(try await migrator.up().count == 3)
            #expect(throws: PostgresError.self) { try migrator.new(name: " !") }
        }
    }

    // MARK: A folder of migrations, each of which creates a table with its name

    private func withFolder(
        _ names: [String],
        _ body: (_ folder: String, _ migrator: Migrator, _ client: PostgresClient) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/migrations-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for (index, name) in names.enumerated() { try writePair(index + 1, name, in: folder) }
        try await TestDatabase.withEmptyConfiguration { configuration in
            let migrator = Migrator(directory: folder, configuration: configuration, logger: TestServer.silentLogger)
            try await TestServer.withClient(configuration) { client in try await body(folder, migrator, client) }
        }
    }

    private func writePair(_ number: Int, _ name: String, in folder: String) throws {
        try write(
            "CREATE TABLE \(name) (id int); INSERT INTO \(name) VALUES (1);", to: "000\(number)_\(name).up.sql",
            in: folder)
        try write("DROP TABLE \(name);", to: "000\(number)_\(name).down.sql", in: folder)
    }

    private func write(_ text: String, to file: String, in folder: String) throws {
        try text.write(toFile: "\(folder)/\(file)", atomically: true, encoding: .utf8)
    }

    private func tables(_ client: PostgresClient) async throws -> [String] {
        try await client.run("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1").map {
            try $0.decode("tablename")
        }
    }
}
