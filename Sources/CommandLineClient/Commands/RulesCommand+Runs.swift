import ArgumentParser
import Primitives

extension RulesCommand {
    struct Test: ClientCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show what one would do, and do nothing.",
            discussion: """
                On an event of the log, or on one that a file describes. Ends with status 6 when an action could not be carried out.
                """)
        @Argument var slug: String
        @Option(help: "The id of an event.") var event: String?
        @Option(
            name: [.customShort("f"), .customLong("file")], help: "A file of JSON with an event's document; - for standard input.",
            completion: .file())
        var file: String?
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func validate() throws {
            if (event == nil) == (file == nil) { throw ValidationError("give --event or --file, one of the two") }
        }

        func run(in session: Session) async throws {
            var patch = Patch()
            patch.set("event_id", event)
            if let file {
                guard let document = try? JSON(parsing: session.environment.read(file)) else {
                    throw ClientFailure.usage("\(file) holds no JSON")
                }
                patch.set("document", document)
            }
            let test = try await session.api.post(GatewayPath("rules", slug, "test"), patch.object())
            try session.show(.ruleTest, test, output)
            let problems = (test["actions"]?.arrayValue ?? []).enumerated().compactMap { position, action in
                action["problem"].map { problem in
                    let reason = problem["detail"]?.stringValue ?? problem["title"]?.stringValue ?? "is unusable"
                    return "error: action \(position): \(reason)"
                }
            }
            if !problems.isEmpty { throw ClientFailure.ended(.invalidInput, lines: problems) }
        }
    }

    struct Pairs: ClientCommand {
        static let configuration = CommandConfiguration(abstract: "List the tickets that one keeps in step.")
        @Argument var slug: String
        @OptionGroup var bounds: ListOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            try await session.list(.ticketPair, GatewayPath("rules", slug, "pairs"), bounds, output)
        }
    }

    struct Runs: ClientCommand {
        static let configuration = CommandConfiguration(abstract: "List what one did, newest first.")
        @Argument var slug: String
        @Option(help: "pending, succeeded, failed or skipped.", completion: .list(["pending", "succeeded", "failed", "skipped"]))
        var state: String?
        @OptionGroup var bounds: ListOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            try await session.list(.ruleRun, GatewayPath("rules", slug, "runs").adding("state", state), bounds, output)
        }
    }

    struct Run: ClientCommand {
        static let configuration = CommandConfiguration(abstract: "Show one run, with its condition and actions.")
        @Argument var slug: String
        @Argument(help: "The id of the run.") var id: String
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            try session.show(.ruleRun, await session.api.get(GatewayPath("rules", slug, "runs", id)), output)
        }
    }

    struct Retry: ClientCommand {
        static let configuration = CommandConfiguration(abstract: "Go on with a run that failed, with the action that failed.")
        @Argument var slug: String
        @Argument(help: "The id of the run.") var id: String
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            try session.printRow(.ruleRun, await session.api.post(GatewayPath("rules", slug, "runs", id, "retry"), [:]), output)
        }
    }

    struct Replay: ClientCommand {
        static let configuration = CommandConfiguration(
            abstract: "Run one on the stored events of a span of time.",
            discussion: "Every call of the rule's is made again, on each event once, oldest first.")
        @Argument var slug: String
        @Option(help: "What happened at this time or after, as in 2026-01-31T09:30:00Z.") var from: String
        @Option(help: "What happened before this time.") var to: String
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            let path = GatewayPath("rules", slug, "runs").adding("from", from).adding("to", to)
            var (events, runs): (Int64, Int64) = (0, 0)
            var answer = JSON.null, next: String?
            repeat {
                answer = try await session.api.post(path.adding("cursor", next), [:])
                events += answer["events"]?.integerValue ?? 0
                runs += answer["runs"]?.integerValue ?? 0
                next = answer["next"]?.stringValue
                if next != nil { session.say("\(events) events looked at, \(runs) runs") }
            } while next != nil
            let sums: [String: JSON] = ["events": .integer(events), "runs": .integer(runs)]
            try session.printRow(.ruleReplay, .object((answer.objectValue ?? [:]).merging(sums) { $1 }), output)
        }
    }
}
