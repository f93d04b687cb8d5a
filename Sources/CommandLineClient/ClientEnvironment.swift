import Foundation
import HTTPClient

/// Everything around a client command that a test replaces.
struct ClientEnvironment: Sendable {
    /// The environment's variables.
    var variables: [String: String]
    /// The user's home.
    var home: String
    /// Where output goes.
    var console: Console
    /// Waits between two looks at a sync.
    var sleep: UpstreamClient.Sleep
    /// Reads standard input to its end.
    var readInput: @Sendable () -> [UInt8]

    /// That of this process.
    static func process() -> Self {
        let variables = ProcessInfo.processInfo.environment
        return Self(
            variables: variables, home: variables["HOME"] ?? "/", console: .standard(variables: variables),
            sleep: { try await Task.sleep(for: $0) },
            readInput: { Array(FileHandle.standardInput.readDataToEndOfFile()) })
    }

    /// The content of a file, `-` being standard input.
    func read(_ path: String) throws -> String {
        let bytes: [UInt8]
        if path == "-" {
            bytes = readInput()
        } else {
            guard let data = FileManager.default.contents(atPath: path) else {
                throw ClientFailure.usage("\(path) cannot be read")
            }
            bytes = Array(data)
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw ClientFailure.usage("\(path) is not UTF-8")
        }
        return text
    }
}
