import APIContract
import ArgumentParser
import Primitives

struct RulesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rules", abstract: "Manage rules, which act automatically on events.",
        subcommands: [
            List.self, Show.self, Create.self, Update.self, Delete.self, Enable.self, Disable.self, Test.self,
            Pairs.self, Runs.self,
            Run.self, Retry.self, Replay.self,
        ], aliases: ["rule"])

    struct List: ClientCommand {
        static let configuration = CommandConfiguration(abstract: "List the rules.")
        @Flag(inversion: .prefixedNo, help: "Only rules that are enabled, or only those that are disabled.")
        var enabled: Bool?
        @Option(help: "The field by which rules are sorted: slug, -slug, created_at or -created_at.") var sort: String?
        @OptionGroup var bounds: ListOptions<Listed.Rules>
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            let path = GatewayPath(.listRules).adding("enabled", enabled.map { String($0) }).adding("sort", sort)
            try await session.list(.rule, path, options: bounds, output: output)
        }
    }

    struct Show: ClientCommand {
        static let configuration = CommandConfiguration(abstract: "Show a rule.")
        @Argument(help: "The rule's slug.") var slug: String
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            try await session.show(.rule, await session.api.get(GatewayPath(.getRule, slug)), output: output)
        }
    }

    struct Create: ClientCommand {
        static let configuration = CommandConfiguration(abstract: "Create a rule from a JSON file.")
        @OptionGroup var file: RuleFileOptions
        @OptionGroup var write: WriteOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            let rule = try file.object(session.environment)
            try DocumentKind.rule.require(rule)
            try await session.printRow(
                .rule, await session.api.post(GatewayPath(.createRule), rule, write: write), output: output)
        }
    }

    struct Update: ClientCommand {
        static let configuration = CommandConfiguration(
            abstract: "Update a rule from a JSON file.", discussion: "Omitted members are left unchanged.")
        @Argument(help: "The rule's slug.") var slug: String
        @OptionGroup var file: RuleFileOptions
        @OptionGroup var write: WriteOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            let rule = try file.object(session.environment)
            try await session.printRow(
                .rule, await session.api.patch(GatewayPath(.updateRule, slug), rule, write: write), output: output)
        }
    }

    struct Delete: ClientCommand {
        static let configuration = CommandConfiguration(abstract: "Delete a rule and its runs.")
        @Argument(help: "The rule's slug.") var slug: String
        @OptionGroup var write: WriteOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            try await session.api.delete(GatewayPath(.deleteRule, slug), write: write)
            session.say("deleted the rule \(slug)")
        }
    }

    struct Enable: ClientCommand {
        static let configuration = CommandConfiguration(abstract: "Enable a rule.")
        @Argument(help: "The rule's slug.") var slug: String
        @OptionGroup var write: WriteOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            try await session.printRow(
                .rule, await session.api.patch(GatewayPath(.updateRule, slug), ["enabled": true], write: write),
                output: output)
        }
    }

    struct Disable: ClientCommand {
        static let configuration = CommandConfiguration(
            abstract: "Disable a rule. Its runs stop after their current action.")
        @Argument(help: "The rule's slug.") var slug: String
        @OptionGroup var write: WriteOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            try await session.printRow(
                .rule, await session.api.patch(GatewayPath(.updateRule, slug), ["enabled": false], write: write),
                output: output)
        }
    }
}

/// A JSON file with a rule or some of its members.
struct RuleFileOptions: ParsableArguments {
    @Option(
        name: [.customShort("f"), .customLong("file")], help: "A JSON file; - for standard input.", completion: .file())
    var file: String

    func object(_ environment: ClientEnvironment) throws -> JSON {
        let json = try environment.readJSON(file)
        guard json.objectValue != nil else { throw ClientFailure.usage("\(file) is not a JSON object, {…}") }
        return json
    }
}
