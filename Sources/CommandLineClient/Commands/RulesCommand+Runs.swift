import APIContract
import ArgumentParser
import Models
import Primitives

extension RulesCommand {
    struct Test: ClientCommand {
        static let configuration = CommandConfiguration(
            abstract: "Test a rule: show what it would do, without doing it.",
            discussion: """
                Uses a stored event, or an event document from a file. Exits with status 6 if an action cannot be \
                performed.
                """)
        @Argument(help: "The rule's slug.") var slug: String
        @Option(help: "The id of a stored event.") var event: String?
        @Option(
            name: [.customShort("f"), .customLong("file")],
            help: "A JSON file with an event document; - for standard input.",
            completion: .file())
        var file: String?
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func validate() throws {
            if (event == nil) == (file == nil) {
                throw ValidationError(
                    "pass either --event ID, which `ticket-gateway events list` shows, or --file with an event document"
                )
            }
        }

        func run(in session: Session) async throws {
            var patch = Patch()
            patch.set("event_id", event)
            if let file {
                patch.set("document", try session.environment.readJSON(file))
            }
            _ = try output.selection(of: .ruleTest)
            let test = try await session.api.post(GatewayPath(.testRule, slug), patch.object())
            try await session.showTrace(.ruleTest, test, output: output)
            let problems = (test["actions"]?.arrayValue ?? []).enumerated().compactMap { position, action in
                action["problem"].map { "error: action \(position): \(CellText.of(problem: $0))" }
            }
            if !problems.isEmpty { throw ClientFailure.ended(.invalidInput, lines: problems) }
        }
    }

    struct Pairs: ClientCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the pairs of tickets that a rule keeps in sync.")
        @Argument(help: "The rule's slug.") var slug: String
        @OptionGroup var bounds: ListOptions<Listed.Pairs>
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            try await session.list(.ticketPair, GatewayPath(.listRulePairs, slug), options: bounds, output: output)
        }
    }

    struct Runs: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "runs", abstract: "List and show a rule's runs.",
            discussion: "`rules runs SLUG` lists the runs of a rule.", subcommands: [List.self, Show.self],
            defaultSubcommand: List.self)

        struct List: ClientCommand {
            static let configuration = CommandConfiguration(abstract: "List a rule's runs, newest first.")
            @Argument(help: "The rule's slug.") var slug: String
            @Option(
                help: "Only runs in this state: \(Choices.text(RuleRunState.self)).",
                completion: .list(RuleRunState.allCases.map(\.rawValue)))
            var state: String?
            @OptionGroup var bounds: ListOptions<Listed.Runs>
            @OptionGroup var output: OutputOptions
            @OptionGroup var gateway: GatewayOptions

            func run(in session: Session) async throws {
                try await session.list(
                    .ruleRun, GatewayPath(.listRuleRuns, slug).adding("state", state), options: bounds, output: output)
            }
        }

        struct Show: ClientCommand {
            static let configuration = CommandConfiguration(
                abstract: "Show a rule's run with its condition and actions.")
            @Argument(help: "The rule's slug.") var slug: String
            @Argument(help: "The run's id.") var id: String
            @OptionGroup var output: OutputOptions
            @OptionGroup var gateway: GatewayOptions

            func run(in session: Session) async throws {
                try await session.showRun(id, of: slug, output: output)
            }
        }
    }

    struct Run: ClientCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show a rule's run with its condition and actions (same as `rules runs show`).")
        @Argument(help: "The rule's slug.") var slug: String
        @Argument(help: "The run's id, as listed by `rules runs`.") var id: String
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            try await session.showRun(id, of: slug, output: output)
        }
    }

    struct Retry: ClientCommand {
        static let configuration = CommandConfiguration(
            abstract: "Resume a rule's failed run with the action that failed.")
        @Argument(help: "The rule's slug.") var slug: String
        @Argument(help: "The run's id, as listed by `rules runs`.") var id: String
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            try await session.printRow(
                .ruleRun, await session.api.post(GatewayPath(.retryRuleRun, slug, id), [:]), output: output)
        }
    }

    struct Replay: ClientCommand {
        static let configuration = CommandConfiguration(
            abstract: "Run a rule on the stored events of a time range.",
            discussion: "The rule's actions are performed again, once for each event, oldest first.")
        @Argument(help: "The rule's slug.") var slug: String
        @Option(help: "Events that occurred at or after this time, as in 2026-01-31T09:30:00Z.") var from: String
        @Option(help: "Events that occurred before this time.") var to: String
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            _ = try output.selection(of: .ruleReplay)
            let path = GatewayPath(.replayRule, slug).adding("from", from).adding("to", to)
            var (events, runs): (Int64, Int64) = (0, 0)
            var answer = JSON.null, next: String?
            repeat {
                answer = try await session.api.post(path.adding("cursor", next), [:])
                events += answer["events"]?.integerValue ?? 0
                runs += answer["runs"]?.integerValue ?? 0
                next = answer["next"]?.stringValue
                if next != nil { session.say("\(events) events evaluated, \(runs) runs") }
            } while next != nil
            let sums: [String: JSON] = ["events": .integer(events), "runs": .integer(runs)]
            try await session.printRow(
                .ruleReplay, .object((answer.objectValue ?? [:]).merging(sums) { $1 }), output: output)
        }
    }
}
