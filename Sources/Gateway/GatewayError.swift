import EventLoop
import Glibc
package import Postgres

/// Errors that prevent the gateway from starting, or stop it.
package enum GatewayError: Error, Sendable, Equatable, CustomStringConvertible {
    /// A configured encryption key has the wrong length.
    case unusableEncryptionKey
    /// The OpenAPI document at this path is missing or is not YAML.
    case unreadableContract(String)
    /// The folder of migrations at this path is missing.
    case unreadableMigrations(String)
    /// The database lacks these migrations.
    case unmigrated([String])
    /// The database has no tables of the gateway, and the command needs them.
    case notMigrated
    /// The database has these migrations, which do not match the files of this version.
    case foreignMigrations([String])
    /// The listen address is in use or not permitted.
    case cannotListen(String)
    /// The listen address, without its port, does not belong to this machine.
    case foreignAddress(String)
    /// The database is unreachable, and the command needs it.
    case databaseUnavailable(String)
    /// `work` was started with 0 workers.
    case noWorkers
    /// The credentials of these connections cannot be decrypted with the configured keys. Each is the connection's slug
    /// and, in parentheses, the name of the key that encrypted them. The flag tells whether keys with all these names
    /// are configured, so that they have other values.
    case unreadableCredentials([String], keysAreConfigured: Bool)

    /// The longest list of missing migrations that a message contains in full.
    private static let listedMigrations = 3

    /// The error of a command for a database that cannot be reached.
    package static func unavailable(_ error: PostgresError) -> Self {
        guard case .unavailable(let reason) = error.kind else { return .databaseUnavailable("\(error)") }
        // libpq's own message begins with "connection to server … failed", and continues in further lines.
        let text = ["PostgreSQL is unavailable: ", "can't connect: "].reduce(reason) { $0.replacing($1, with: "") }
        let words = text.split { $0.isWhitespace }
        return .databaseUnavailable(words.joined(separator: " "))
    }

    /// The error of a server that cannot listen at this address (`host:port`).
    static func listening(at address: String, _ error: SystemError) -> Self {
        guard error.code == EADDRNOTAVAIL, let colon = address.lastIndex(of: ":") else {
            return .cannotListen("\(address): \(error)")
        }
        return .foreignAddress(String(address[..<colon]))
    }

    /// The process's exit status (`sysexits.h`): 69 if the listen address cannot be used, since a restart may find it
    /// free; 75 if the database is unavailable; 78 if the encryption keys are wrong; otherwise 1.
    package var exitStatus: Int32 {
        switch self {
        case .cannotListen, .foreignAddress: 69
        case .databaseUnavailable: 75
        case .unreadableCredentials: 78
        default: 1
        }
    }

    /// What is wrong, and how to fix it.
    package var description: String {
        switch self {
        case .unusableEncryptionKey: "an encryption key does not have the length that AES-256 requires"
        case .unreadableContract(let path):
            "the OpenAPI document can't be read at \(path): start in the directory that contains it, or set TICKET_GATEWAY_OPENAPI_PATH"
        case .unreadableMigrations(let path):
            "there is no folder of migrations at \(path): start in the folder that contains it, or set "
                + "TICKET_GATEWAY_MIGRATIONS_DIRECTORY"
        case .unmigrated(let names):
            "the database lacks \(names.count) migration\(names.count == 1 ? "" : "s") (\(Self.shortened(names))): "
                + "run `ticket-gateway migrate up`, or start with `serve --migrate`"
        case .notMigrated: "the database has no tables of the gateway yet: run `ticket-gateway migrate up`"
        case .foreignMigrations(let names):
            "the database's migrations are not those of this version (\(names.joined(separator: ", "))): "
                + "the database belongs to a newer version, or a file was edited; run `ticket-gateway migrate status` for details"
        case .cannotListen(let reason):
            "can't listen: \(reason); choose another address or port with TICKET_GATEWAY_HOST or TICKET_GATEWAY_PORT"
        case .foreignAddress(let host):
            "can't listen: \(host) is not an address of this machine. Set TICKET_GATEWAY_HOST to 127.0.0.1, "
                + "to 0.0.0.0 for all addresses, or to one of this machine's."
        case .databaseUnavailable(let reason):
            "the database can't be reached: \(reason)\n"
                + "  Check the host, port, user, password and database in TICKET_GATEWAY_DATABASE_URL, and whether "
                + "PostgreSQL is running."
        case .unreadableCredentials(let connections, let keysAreConfigured):
            "TICKET_GATEWAY_ENCRYPTION_KEYS cannot decrypt the credentials of \(connections.joined(separator: ", ")): "
                + (keysAreConfigured
                    ? "restore the former value of the key in parentheses (a new key needs a name of its own)"
                    : "add the key in parentheses, with the value it had when they were stored")
                + "; if it is lost, start with "
                + "`serve --ignore-unreadable-credentials` and set the credentials of these connections again"
        case .noWorkers: "TICKET_GATEWAY_WORKERS is 0, so there is nothing to do: set it to 1 or more"
        }
    }

    private static func shortened(_ names: [String]) -> String {
        guard names.count > listedMigrations, let first = names.first, let last = names.last else {
            return names.joined(separator: ", ")
        }
        return "\(first) to \(last)"
    }
}
