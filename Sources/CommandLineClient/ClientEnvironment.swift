import Foundation
import HTTPClient

/// The parts of a client command's environment that tests replace.
struct ClientEnvironment: Sendable {
    var variables: [String: String]
    /// The user's home directory.
    var home: String
    var console: Console
    /// Waits between polls, and before reconnecting a stream.
    var sleep: UpstreamClient.Sleep
    /// Reads standard input to its end.
    var readInput: @Sendable () -> [UInt8]

    /// The environment of this process.
    static func process() -> Self {
        let variables = ProcessInfo.processInfo.environment
        return Self(
            variables: variables, home: variables["HOME"] ?? "/", console: .standard(variables: variables),
            sleep: { try await Task.sleep(for: $0) },
            readInput: { Array(FileHandle.standardInput.readDataToEndOfFile()) })
    }

    /// Reads a file as text; `-` is standard input.
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
