import ArgumentParser
import Primitives

/// `ticket-gateway rules …`
struct RulesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rules", abstract: "What the gateway does by itself.",
        subcommands: [
            List.self, Show.self, Create.self, Update.self, Delete.self, Enable.self, Disable.self, Test.self, Pairs.self, Runs.self,
            Run.self, Retry.self, Replay.self,
        ], aliases: ["rule"])

    struct List: ClientCommand {
        static let configuration = CommandConfiguration(abstract: "List the rules.")
        @Flag(inversion: .prefixedNo, help: "Only those that are on, or off.") var enabled: Bool?
        @Option(help: "slug, -slug, created_at or -created_at.") var sort: String?
        @OptionGroup var bounds: ListOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            let path = GatewayPath("rules").adding("enabled", enabled.map { String($0) }).adding("sort", sort)
            try await session.list(.rule, path, bounds, output)
        }
    }

    struct Show: ClientCommand {
        static let configuration = CommandConfiguration(abstract: "Show one.")
        @Argument var slug: String
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            try session.show(.rule, await session.api.get(GatewayPath("rules", slug)), output)
        }
    }

    struct Create: ClientCommand {
        static let configuration = CommandConfiguration(abstract: "Create one from a file of JSON.")
        @OptionGroup var file: RuleFileOptions
        @OptionGroup var write: WriteOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            let rule = try file.object(session.environment)
            try session.printRow(.rule, await session.api.post(GatewayPath("rules"), rule, write), output)
        }
    }

    struct Update: ClientCommand {
        static let configuration = CommandConfiguration(
            abstract: "Change one as a file of JSON says.", discussion: "Members that the file does not name stay as they are.")
        @Argument var slug: String
        @OptionGroup var file: RuleFileOptions
        @OptionGroup var write: WriteOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            let rule = try file.object(session.environment)
            try session.printRow(.rule, await session.api.patch(GatewayPath("rules", slug), rule, write), output)
        }
    }

    struct Delete: ClientCommand {
        static let configuration = CommandConfiguration(abstract: "Delete one, with its runs.")
        @Argument var slug: String
        @OptionGroup var write: WriteOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            try await session.api.delete(GatewayPath("rules", slug), write)
            session.say("deleted the rule \(slug)")
        }
    }

    struct Enable: ClientCommand {
        static let configuration = CommandConfiguration(abstract: "Turn one on.")
        @Argument var slug: String
        @OptionGroup var write: WriteOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            try session.printRow(.rule, await session.api.patch(GatewayPath("rules", slug), ["enabled": true], write), output)
        }
    }

    struct Disable: ClientCommand {
        static let configuration = CommandConfiguration(abstract: "Turn one off; runs under way end after their action.")
        @Argument var slug: String
        @OptionGroup var write: WriteOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            try session.printRow(.rule, await session.api.patch(GatewayPath("rules", slug), ["enabled": false], write), output)
        }
    }
}

/// A file with a rule, or a part of one.
struct RuleFileOptions: ParsableArguments {
    @Option(name: [.customShort("f"), .customLong("file")], help: "A file of JSON; - for standard input.", completion: .file())
    var file: String

    /// What is in the file.
    func object(_ environment: ClientEnvironment) throws -> JSON {
        guard let json = try? JSON(parsing: environment.read(file)), json.objectValue != nil else {
            throw ClientFailure.usage("\(file) holds no object of JSON")
        }
        return json
    }
}
