import Foundation
import GatewayTestSupport
import Postgres

/// The environments of commands, and the parts of the tests' database URL that the table of mistakes must not contain.
struct ServerEnvironments: Sendable {
    /// Nothing listens on this port.
    private static let noDatabase = "postgresql://gateway:secret@127.0.0.1:1/gateway"
    private static let path = "/usr/bin:/bin"

    private let database: [String: String]
    private let empty: [String: String]
    /// A URL as the table shows it, and the real one.
    let addresses: [(shown: String, real: String)]
    /// The names of this run, and those in the table.
    let names: [(String, String)]

    init(database: PostgresConfiguration, empty: PostgresConfiguration) throws {
        var options = TestGateway.Options()
        options.environment["TICKET_GATEWAY_LOG_FORMAT"] = "text"
        options.environment["TICKET_GATEWAY_LOG_LEVEL"] = "error"
        self.database = try TestConfiguration.environment(database: database, options)
        self.empty = try TestConfiguration.environment(database: empty, options)
        let url = URLComponents(string: self.database["TICKET_GATEWAY_DATABASE_URL"] ?? "")
        func value(_ name: String) -> String { url?.queryItems?.first { $0.name == name }?.value ?? "" }
        let (host, port, user) = (value("host"), value("port"), value("user"))
        addresses = [
            ("gateway:secret@127.0.0.1:5432", "\(user):\(value("password"))@\(host):\(port)"),
            ("gateway:wrong@127.0.0.1:5432", "\(user):wrong@\(host):\(port)"),
        ]
        names = [
            ("port \(port)", "port 5432"), ("\"\(user)\"", "\"gateway\""), (host, "127.0.0.1"),
            (String(url?.path.dropFirst() ?? ""), "gateway"),
        ]
    }

    func environment(_ surroundings: Mistake.Surroundings, _ gateway: TestGateway) -> [String: String] {
        var environment =
            switch surroundings {
            case .client: ["TICKET_GATEWAY_URL": gateway.url, "TICKET_GATEWAY_TOKEN": gateway.adminToken]
            case .server: database.merging(["TICKET_GATEWAY_DATABASE_URL": Self.noDatabase]) { _, none in none }
            case .emptyDatabase: empty
            case .database: database
            }
        environment["PATH"] = Self.path
        return environment
    }
}
