import APIContract
import ArgumentParser
import Models
import Primitives

struct JobsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jobs", abstract: "Manage background jobs.",
        subcommands: [List.self, Show.self, Retry.self, Discard.self], aliases: ["job"])

    struct List: ClientCommand {
        static let configuration = CommandConfiguration(abstract: "List the jobs, newest first.")
        @Option(help: "Only jobs in this state: \(Choices.text(JobState.self)).") var state: String?
        @Option(help: "Only jobs of this kind.") var kind: String?
        @OptionGroup var bounds: ListOptions<Listed.Jobs>
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            try await session.list(
                .job, GatewayPath(.listJobs).adding("state", state).adding("kind", kind), options: bounds,
                output: output)
        }
    }

    struct Show: ClientCommand {
        static let configuration = CommandConfiguration(abstract: "Show a job with its payload.")
        @Argument(help: "The job's id.") var id: String
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            try await session.show(.job, await session.api.get(GatewayPath(.getJob, id)), output: output)
        }
    }

    struct Retry: ClientCommand {
        static let configuration = CommandConfiguration(abstract: "Retry a dead job, or run a scheduled one now.")
        @Argument(help: "The job's id.") var id: String
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            try await session.printRow(.job, await session.api.post(GatewayPath(.retryJob, id), [:]), output: output)
        }
    }

    struct Discard: ClientCommand {
        static let configuration = CommandConfiguration(abstract: "Delete a job that is not running.")
        @Argument(help: "The job's id.") var id: String
        @OptionGroup var write: WriteOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            try await session.api.delete(GatewayPath(.discardJob, id), write: write)
            session.say("discarded the job \(id)")
        }
    }
}
