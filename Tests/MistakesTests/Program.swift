import EventLoop
import Foundation

/// The program `ticket-gateway` in the tests' build folder, run as a process of its own.
enum Program {
    /// A command that should fail but runs on is ended after this time, in seconds.
    private static let limit = "40"

    /// Runs a command line in a folder, with nothing but this environment.
    static func run(
        _ arguments: [String], environment: [String: String], in folder: URL, input: String
    ) async throws -> Outcome {
        let program = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().appending(
            path: "ticket-gateway")
        return try await BlockingWork.run {
            let process = Process()
            let (output, typed) = (Pipe(), Pipe())
            process.executableURL = URL(filePath: "/usr/bin/timeout")
            process.arguments = ["--kill-after=5", limit, program.path()] + arguments
            process.environment = environment
            process.currentDirectoryURL = folder
            process.standardInput = typed
            process.standardOutput = output
            process.standardError = output
            try process.run()
            try typed.fileHandleForWriting.write(contentsOf: Data(input.utf8))
            try typed.fileHandleForWriting.close()
            let text = output.fileHandleForReading.readDataToEndOfFile()
            process.waitUntilExit()
            return Outcome(
                status: Int(process.terminationStatus), message: String(decoding: text, as: UTF8.self))
        }
    }
}
