import Foundation

/// Stores the id of the last printed event for `--since-last`, in `$XDG_STATE_HOME/ticket-gateway/events-…`: one file
/// per gateway and filter (XDG Base Directory Specification).
struct LastEventFile: Sendable {
    private let folder: String
    private let name: String

    init(_ environment: ClientEnvironment, gateway: String, query: String) {
        let state =
            environment.variables["XDG_STATE_HOME"].flatMap { $0.isEmpty ? nil : $0 }
            ?? "\(environment.home)/.local/state"
        folder = "\(state)/ticket-gateway"
        name = "events-" + Self.digest(gateway + query)
    }

    /// - Returns: nil if no id is stored.
    /// - Throws: `ClientFailure.configuration` if the file does not contain an event id.
    func read() throws -> String? {
        guard let data = FileManager.default.contents(atPath: "\(folder)/\(name)") else { return nil }
        let id = String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        guard id.utf8.count == 36 else {
            throw ClientFailure.configuration("there is no event id in \(folder)/\(name)")
        }
        return id
    }

    /// Stores an id. Errors are ignored, because printing must continue.
    func write(_ id: String) {
        try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try? Data((id + "\n").utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name)"), options: .atomic)
    }

    /// FNV-1a, which only has to make file names distinct.
    private static func digest(_ text: String) -> String {
        let hash = text.utf8.reduce(UInt64(0xCBF2_9CE4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
        return String(hash, radix: 16)
    }
}
