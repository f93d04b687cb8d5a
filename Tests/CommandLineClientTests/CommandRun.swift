import ArgumentParser
import Primitives
import Synchronization

@testable import CommandLineClient

/// The result of a client command run in a test.
struct CommandRun: Sendable {
    var status: Int32 = 0
    var output = ""
    var errors = ""

    struct Root: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "ticket-gateway", version: "1.0.0", subcommands: ClientCommands.all)
    }

    /// The time at which commands run.
    static let now = Timestamp("2026-01-31T12:30:00Z") ?? .earliest

    /// The text of `--help`.
    static func help(of command: any ParsableCommand.Type) -> String { Root.helpMessage(for: command, columns: 80) }

    /// Runs a command line against a gateway at `url`.
    /// - Parameters:
    ///   - terminal: The width of the terminal in columns; nil if the output is a pipe.
    ///   - input: The content of standard input.
    ///   - answer: What the user types when asked for a secret; nil if standard input is not a terminal.
    static func of(
        _ arguments: [String], url: String? = nil, variables: [String: String] = ["TICKET_GATEWAY_TOKEN": "tgw_test"],
        terminal: Int? = nil,
        input: String = "", home: String = "/nonexistent", answer: String? = nil
    ) async -> Self {
        var run = CommandRun()
        let paper = OutputBuffer()
        let console = Console(
            write: { text in paper.add(text, isError: false) }, writeError: { text in paper.add(text, isError: true) },
            isTerminal: terminal != nil, isErrorTerminal: terminal != nil, width: terminal ?? 80)
        var ask: (@Sendable (String) -> String)?
        if let answer {
            ask = { prompt in
                paper.add(prompt, isError: true)
                return answer
            }
        }
        let environment = ClientEnvironment(
            variables: variables, home: home, console: console, sleep: { _ in }, readInput: { Array(input.utf8) },
            askSecretly: ask, now: { now })
        let line = arguments + (url.map { ["--url", $0] } ?? [])
        do {
            let parsed = try Root.parseAsRoot(ArgumentOrder.arranged(line, for: Root.self))
            guard let command = parsed as? any EnvironmentCommand else { return CommandRun(status: -1) }
            try await command.perform(in: environment)
        } catch {
            run.status = Root.exitCode(for: error).rawValue
            if !(error is ExitCode) { run.errors = Root.fullMessage(for: error) }
        }
        run.output = paper.text(isError: false)
        run.errors += paper.text(isError: true)
        return run
    }
}

/// Records the output.
private final class OutputBuffer: Sendable {
    private let texts = Mutex<[Bool: String]>([:])

    func add(_ text: String, isError: Bool) { texts.withLock { $0[isError, default: ""] += text } }
    func text(isError: Bool) -> String { texts.withLock { $0[isError] ?? "" } }
}
