import EventLoop
import Foundation
import Glibc

/// `ticket-gateway work` in its own process, which is killed with SIGKILL. The program is in the tests' folder.
enum WorkerProcess {
    /// The program exited without being killed.
    struct Ended: Error {
        let status: Int32
        let output: String
    }

    /// Runs it during the closure, then kills it.
    static func working(_ environment: [String: String], _ body: @escaping @Sendable () async throws -> Void)
        async throws
    {
        let (process, output) = (Process(), Pipe())
        process.executableURL = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().appending(
            path: "ticket-gateway")
        process.arguments = ["work"]
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardOutput = output
        process.standardError = output
        let (ends, end) = AsyncStream.makeStream(of: Int32.self)
        process.terminationHandler = { end.yield($0.terminationStatus) }
        let collected = Task.detached {
            try await BlockingWork.run { output.fileHandleForReading.readDataToEndOfFile() }
        }
        try process.run()
        let pid = process.processIdentifier
        let outcome = await withTaskGroup { tasks in
            tasks.addTask { await result(body) }
            tasks.addTask { .failure(await failure(ends, collected)) }
            let first = await tasks.next()
            tasks.cancelAll()
            kill(pid, SIGKILL)
            end.finish()
            return first
        }
        _ = try await collected.value
        try outcome?.get()
    }

    private static func result(_ body: @Sendable () async throws -> Void) async -> Result<Void, any Error> {
        do { return .success(try await body()) } catch { return .failure(error) }
    }

    private static func failure(_ ends: AsyncStream<Int32>, _ output: Task<Data, any Error>) async -> any Error {
        for await status in ends {
            let text = String(decoding: (try? await output.value) ?? Data(), as: UTF8.self)
            return Ended(status: status, output: String(text.suffix(4000)))
        }
        return CancellationError()
    }
}
