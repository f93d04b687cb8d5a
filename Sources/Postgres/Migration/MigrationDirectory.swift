import Crypto
import Foundation
import Primitives

/// The directory of migration files: reads it, checks the numbering, and writes new pairs.
struct MigrationDirectory: Sendable {
    let path: String

    /// All migrations, in order. Throws `.migration` listing every problem: invalid names, duplicate numbers, gaps,
    /// scripts without their counterpart.
    func load() throws(PostgresError) -> [MigrationFile] {
        let files = try list()
        let names = Set(files.compactMap(MigrationName.init(file:))).sorted {
            ($0.number, $0.name) < ($1.number, $1.name)
        }
        let problems = Self.problems(files: files, names: names)
        guard problems.isEmpty else { throw PostgresError(.migration(problems.joined(separator: "; "))) }
        var migrations: [MigrationFile] = []
        for name in names { migrations.append(try load(name)) }
        return migrations
    }

    private func list() throws(PostgresError) -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: path).filter { $0.hasSuffix(".sql") }.sorted()
        } catch {
            throw PostgresError(.migration("the folder of migrations can't be read: \(path)"))
        }
    }

    static func problems(files: [String], names: [MigrationName]) -> [String] {
        var problems = files.filter { MigrationName(file: $0) == nil }.map {
            "\($0) is not named NNNN_name.up.sql or NNNN_name.down.sql"
        }
        for name in names {
            for file in ["\(name.title).up.sql", "\(name.title).down.sql"] where !files.contains(file) {
                problems.append("\(file) is missing")
            }
        }
        for (name, next) in zip(names, names.dropFirst()) where name.number == next.number {
            problems.append("\(name.title) and \(next.title) have the same number")
        }
        for (expected, number) in zip(1..., Set(names.map(\.number)).sorted()) where expected != number {
            problems.append("number \(expected) is missing before \(number)")
            break
        }
        return problems
    }

    private func load(_ name: MigrationName) throws(PostgresError) -> MigrationFile {
        let up = try read("\(name.title).up.sql")
        return MigrationFile(
            number: name.number, name: name.name, up: up, down: try read("\(name.title).down.sql"),
            checksum: Self.checksum(of: up))
    }

    private func read(_ file: String) throws(PostgresError) -> String {
        do {
            return try String(contentsOfFile: "\(path)/\(file)", encoding: .utf8)
        } catch {
            throw PostgresError(.migration("\(file) can't be read as UTF-8"))
        }
    }

    static func checksum(of text: String) -> String {
        Hexadecimal.text(SHA256.hash(data: Data(text.utf8)))
    }

    /// Writes a pair of scripts with the next number and returns both paths.
    func write(name: String, up: String, down: String) throws(PostgresError) -> [String] {
        guard let slug = MigrationName.slug(name) else {
            throw PostgresError(.migration("a migration needs a name of letters or digits"))
        }
        let last = try load().last?.number ?? 0
        let title = MigrationName(number: last + 1, name: slug).title
        let paths = ["\(path)/\(title).up.sql", "\(path)/\(title).down.sql"]
        do {
            try up.write(toFile: paths[0], atomically: true, encoding: .utf8)
            try down.write(toFile: paths[1], atomically: true, encoding: .utf8)
        } catch {
            throw PostgresError(.migration("\(title) can't be written to \(path)"))
        }
        return paths
    }
}
