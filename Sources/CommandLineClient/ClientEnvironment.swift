import Foundation
import Glibc
import HTTPClient
import Primitives

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
    /// Shows a prompt on the terminal and reads a line without echo; nil if standard input is not a terminal.
    var askSecretly: (@Sendable (_ prompt: String) -> String)?
    var now: @Sendable () -> Timestamp = { Timestamp.now }

    /// The environment of this process.
    static func process() -> Self {
        let variables = ProcessInfo.processInfo.environment
        let ask: @Sendable (String) -> String = { prompt in getpass(prompt).map { String(cString: $0) } ?? "" }
        return Self(
            variables: variables, home: variables["HOME"] ?? "/", console: .standard(variables: variables),
            sleep: { try await Task.sleep(for: $0) },
            readInput: { Array(FileHandle.standardInput.readDataToEndOfFile()) },
            askSecretly: isatty(STDIN_FILENO) == 1 ? ask : nil)
    }

    /// Reads a file or a pipe as text; `-` is standard input.
    func read(_ path: String) throws -> String {
        let bytes = path == "-" ? readInput() : try OpenFile(path, fault: { .usage("\(path) \($0)") }).bytes()
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw ClientFailure.usage("\(path) is not UTF-8")
        }
        return text
    }

    /// Reads a file or a pipe as JSON; `-` is standard input.
    /// - Throws: `ClientFailure.usage` with the line and column of a mistake.
    func readJSON(_ path: String) throws -> JSON {
        try JSON(parsing: try read(path), named: path == "-" ? "standard input" : path)
    }
}

extension JSON {
    /// Parses a text of the user.
    /// - Parameter name: What the text is, for the error.
    /// - Throws: `ClientFailure.usage` with the line and column of a mistake.
    init(parsing text: String, named name: String) throws {
        do throws(JSONError) {
            self = try JSON(parsing: text)
        } catch {
            throw ClientFailure.usage("\(name) is not JSON: \(error.explanation(in: Array(text.utf8)))")
        }
    }
}
