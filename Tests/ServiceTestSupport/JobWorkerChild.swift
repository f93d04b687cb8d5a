import EventLoop
import Foundation

/// The executable `job-worker` in the tests' build folder.
package enum JobWorkerChild {
    package enum End: Sendable {
        case finished
        case killed
    }

    struct Failed: Error {
        let status: Int32
    }

    /// Runs the executable and waits until it exits.
    package static func run(_ url: String) async throws -> End {
        let executable = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().appending(
            path: "job-worker")
        return try await BlockingWork.run {
            let process = Process()
            process.executableURL = executable
            process.arguments = [url, "600"]
            try process.run()
            process.waitUntilExit()
            if process.terminationReason == .uncaughtSignal, process.terminationStatus == SIGKILL { return .killed }
            guard process.terminationStatus == 0, process.terminationReason == .exit else {
                throw Failed(status: process.terminationStatus)
            }
            return .finished
        }
    }
}
