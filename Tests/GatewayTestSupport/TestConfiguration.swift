import Foundation
import Gateway
package import Postgres
import TestSupport

package enum TestConfiguration {
    /// A key and a secret for tests only.
    static let encryptionKey = "test:" + Data(repeating: 7, count: 32).base64EncodedString()
    static let jwtSecret = "a secret that signs nothing but the tokens of tests"

    static func make(database: PostgresConfiguration, _ options: TestGateway.Options) throws -> GatewayConfiguration {
        try ConfigurationSource(environment: try environment(database: database, options)).load()
    }

    /// The environment variables, also for a gateway in another process.
    package static func environment(database: PostgresConfiguration, _ options: TestGateway.Options) throws -> [String:
        String]
    {
        let root = try Repository.root()
        var environment = [
            "TICKET_GATEWAY_DATABASE_URL": try url(of: database), "TICKET_GATEWAY_PORT": "0",
            "TICKET_GATEWAY_ENCRYPTION_KEYS": encryptionKey, "TICKET_GATEWAY_JWT_SECRET": jwtSecret,
            "TICKET_GATEWAY_MIGRATIONS_DIRECTORY": root + "/migrations",
            "TICKET_GATEWAY_OPENAPI_PATH": root + "/openapi.yaml",
            "TICKET_GATEWAY_LOG_FORMAT": "json", "TICKET_GATEWAY_DATABASE_POOL_SIZE": "4",
        ]
        if !options.limitsRate { environment["TICKET_GATEWAY_RATE_LIMIT"] = "0" }
        return environment.merging(options.environment) { _, chosen in chosen }
    }

    /// Converts the database's connection string to a URI, which the configuration requires. A test cluster is
    /// described by `key='value'` pairs.
    private static func url(of database: PostgresConfiguration) throws -> String {
        if database.url.hasPrefix("postgres") { return database.url }
        var values: [String: String] = [:]
        for pair in database.url.split(separator: " ") {
            let parts = pair.split(separator: "=", maxSplits: 1)
            if parts.count == 2 { values[String(parts[0])] = parts[1].trimmingCharacters(in: ["'"]) }
        }
        var components = URLComponents()
        components.scheme = "postgresql"
        components.host = ""
        components.path = "/" + (values["dbname"] ?? "postgres")
        components.queryItems = ["host", "user", "port", "password"].compactMap { name in
            values[name].map { URLQueryItem(name: name, value: $0) }
        }
        return components.string ?? database.url
    }
}
