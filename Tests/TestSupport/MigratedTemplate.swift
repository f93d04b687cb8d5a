import Crypto
import Foundation
import Postgres

/// The database that test databases are copied from: it has every migration of the repository, and is made once for
/// each state of them.
actor MigratedTemplate {
    static let shared = MigratedTemplate()

    private var made: Task<String, any Error>?

    /// The template's name; made at the first call.
    func name() async throws -> String {
        if let made { return try await made.value }
        let making = Task { try await Self.make() }
        made = making
        return try await making.value
    }

    /// Makes it under a name of its own and renames it when it is complete, so that one that exists is complete. When
    /// another process was faster, its template is as good.
    private static func make() async throws -> String {
        let folder = try Repository.migrations()
        let name = "tg_template_" + (try fingerprint(of: folder))
        let server = try TestServer()
        guard try await !server.has(database: name) else { return name }
        let draft = "tg_draft_" + UUID().uuidString.lowercased().replacing("-", with: "")
        try await server.administrate("CREATE DATABASE \(identifier: draft) TEMPLATE template0")
        let configuration = server.configuration(database: draft)
        try await Migrator(directory: folder, configuration: configuration, logger: TestServer.silentLogger).up()
        try await publish(draft, as: name, server)
        return name
    }

    private static func publish(_ draft: String, as name: String, _ server: TestServer) async throws {
        do {
            try await server.administrate("ALTER DATABASE \(identifier: draft) RENAME TO \(identifier: name)")
        } catch let error as PostgresError where error.sqlState == duplicateDatabase {
            try await server.administrate("DROP DATABASE \(identifier: draft) WITH (FORCE)")
        }
    }

    private static let duplicateDatabase = SQLState(rawValue: "42P04")

    /// Names the state of the migrations, so that processes of the same checkout share one template.
    private static func fingerprint(of folder: String) throws -> String {
        var hash = SHA256()
        for file in try FileManager.default.contentsOfDirectory(atPath: folder).sorted() where file.hasSuffix(".sql") {
            hash.update(data: Data(file.utf8))
            hash.update(data: try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(file)")))
        }
        return hash.finalize().prefix(8).map { String(Int($0) + 256, radix: 16).dropFirst() }.joined()
    }
}
