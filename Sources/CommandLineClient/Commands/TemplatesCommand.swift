import APIContract
import ArgumentParser
import Primitives

struct TemplatesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "templates", abstract: "Manage templates: forms for creating tickets.",
        subcommands: [
            List.self, Show.self, Versions.self, Render.self, Create.self, Update.self, Import.self, Sync.self,
            Delete.self,
        ], aliases: ["template"])

    struct List: ClientCommand {
        static let configuration = CommandConfiguration(abstract: "List the templates.")
        @Option(help: "Only templates of this channel.") var channel: String?
        @OptionGroup var bounds: ListOptions<Listed.Templates>
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            try await session.list(
                .template, GatewayPath(.listTemplates).adding("channel", channel), options: bounds, output: output)
        }
    }

    struct Show: ClientCommand {
        static let configuration = CommandConfiguration(abstract: "Show a template with its variables.")
        @Argument(help: "The template's slug.") var template: String
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            try await session.show(
                .template, await session.api.get(GatewayPath(.getTemplate, template)), output: output)
        }
    }

    struct Versions: ClientCommand {
        static let configuration = CommandConfiguration(abstract: "List a template's versions, latest first.")
        @Argument(help: "The template's slug.") var template: String
        @OptionGroup var bounds: ListOptions<Listed.Versions>
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            try await session.list(
                .templateVersion, GatewayPath(.listTemplateVersions, template), options: bounds, output: output)
        }
    }

    struct Render: ClientCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show the ticket that a template produces, without creating it.")
        @Argument(help: "The template's slug.") var template: String
        @OptionGroup var filled: VariableOptions
        @Option(help: "Render the ticket for this channel's tracker.") var channel: String?
        @Option(help: "The version. Default: the latest.", transform: WholeNumber.from(1...Int(Int32.max)))
        var version: Int?
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            var patch = Patch()
            patch.set("variables", try filled.variables(session.environment))
            patch.set("channel", channel)
            patch.set("version", version.map { JSON($0) })
            let path = GatewayPath(.renderTemplate, template)
            try await session.show(.rendering, await session.api.post(path, .object(patch.members)), output: output)
        }
    }

    struct Sync: ClientCommand {
        static let configuration = CommandConfiguration(
            abstract: "Read the issue templates that are stored in a channel's project.")
        @Argument(help: "The channel's slug.") var channel: String
        @OptionGroup var write: WriteOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            let path = GatewayPath(.syncTemplates, channel)
            try await session.show(.templatesRead, await session.api.post(path, [:], write: write), output: output)
        }
    }

    struct Delete: ClientCommand {
        static let configuration = CommandConfiguration(abstract: "Delete a template and its versions.")
        @Argument(help: "The template's slug.") var template: String
        @OptionGroup var write: WriteOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            try await session.api.delete(GatewayPath(.deleteTemplate, template), write: write)
            session.say("deleted the template \(template)")
        }
    }
}
