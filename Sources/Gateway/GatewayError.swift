/// Why the gateway does not start, or stops.
package enum GatewayError: Error, Sendable, Equatable, CustomStringConvertible {
    /// A configured key can't be used.
    case unusableEncryptionKey
    /// The API's description is not there, or is no YAML; this is its path.
    case unreadableContract(String)
    /// The database lacks migrations; these are missing.
    case unmigrated([String])
    /// The database was migrated by other files than these.
    case foreignMigrations([String])
    /// The address is taken, or is not one of this machine's.
    case cannotListen(String)
    /// The database could not be reached, for a command that needs it now.
    case databaseUnavailable(String)
    /// `work` was asked for with no workers.
    case noWorkers

    /// The status that a process ends with (`sysexits.h`): 69 where the address is taken, which another start may find
    /// free; 1 otherwise.
    package var exitStatus: Int32 {
        if case .cannotListen = self { 69 } else { 1 }
    }

    /// What is wrong, and what to do.
    package var description: String {
        switch self {
        case .unusableEncryptionKey: "an encryption key has not the length that AES-256 needs"
        case .unreadableContract(let path):
            "the OpenAPI document can't be read at \(path): start in the directory that contains it, or set TICKET_GATEWAY_OPENAPI_PATH"
        case .unmigrated(let names):
            "the database lacks \(names.count) migration\(names.count == 1 ? "" : "s") (\(names.joined(separator: ", "))): "
                + "run `ticket-gateway migrate up`, or start with `serve --migrate`"
        case .foreignMigrations(let names):
            "the database's migrations are not those of this version (\(names.joined(separator: ", "))): "
                + "it belongs to a newer version, or a file was edited; `ticket-gateway migrate status` tells more"
        case .cannotListen(let reason): "can't listen: \(reason)"
        case .databaseUnavailable(let reason): "the database can't be reached: \(reason)"
        case .noWorkers: "TICKET_GATEWAY_WORKERS is 0, so there is nothing to do"
        }
    }
}
