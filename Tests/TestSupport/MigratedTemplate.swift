import Crypto
import Foundation
import Postgres

/// The template from which test databases are copied. It has all migrations of the repository, and is created once for
/// each state of them.
actor MigratedTemplate {
    static let shared = MigratedTemplate()

    private var made: Task<String, any Error>?

    /// The name of the template database, which is created on the first call.
    func name() async throws -> String {
        if let made { return try await made.value }
        let making = Task { try await Self.make() }
        made = making
        return try await making.value
    }

    /// Creates the template under a temporary name, and renames it when it is complete, so that an existing template is
    /// always complete. If another process was faster, its template is used.
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

    /// A digest of the migrations, so that processes with the same migrations share one template.
    private static func fingerprint(of folder: String) throws -> String {
        var hash = SHA256()
        for file in try FileManager.default.contentsOfDirectory(atPath: folder).sorted() where file.hasSuffix(".sql") {
            hash.update(data: Data(file.utf8))
            hash.update(data: try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(file)")))
        }
        return hash.finalize().prefix(8).map { String(Int($0) + 256, radix: 16).dropFirst() }.joined()
    }
}
