import APIContract
import ArgumentParser
import Primitives

extension TemplatesCommand {
    struct Create: ClientCommand {
        static let configuration = CommandConfiguration(
            abstract: "Create a template.",
            discussion: "The file contains the body of POST /api/v1/templates as JSON. Options override its fields.")
        @Argument(help: "The template's slug.") var template: String
        @Argument(help: "A JSON file; - for standard input.", completion: .file()) var file: String?
        @OptionGroup var fields: TemplateFieldOptions
        @OptionGroup var write: WriteOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            var members = try file.map { try TemplatesCommand.object($0, session.environment) } ?? [:]
            members["slug"] = .string(template)
            members.merge(fields.members) { _, option in option }
            try DocumentKind.template.require(.object(members))
            try await session.printRow(
                .template, await session.api.post(GatewayPath(.createTemplate), .object(members), write: write),
                output: output)
        }
    }

    struct Update: ClientCommand {
        static let configuration = CommandConfiguration(
            abstract: "Update a template.",
            discussion:
                """
                The file contains the body of PATCH /api/v1/templates/{slug} as JSON. A changed ticket or variable \
                creates a new version.
                """)
        @Argument(help: "The template's slug.") var template: String
        @Argument(help: "A JSON file with the changes; - for standard input.", completion: .file()) var file: String?
        @OptionGroup var fields: TemplateFieldOptions
        @Option(help: "Clear a field of the template: description, channel.") var clear: [String] = []
        @OptionGroup var write: WriteOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            var patch = Patch()
            for (name, value) in try file.map({ try TemplatesCommand.object($0, session.environment) }) ?? [:] {
                patch.set(name, value)
            }
            for (name, value) in fields.members { patch.set(name, value) }
            try patch.clear(clear, among: ["description", "channel"])
            try await session.printRow(
                .template,
                await session.api.patch(GatewayPath(.updateTemplate, template), patch.object(), write: write),
                output: output)
        }
    }

    struct Import: ClientCommand {
        static let configuration = CommandConfiguration(
            abstract: "Create templates from GitHub issue forms and templates, or GitLab description templates.")
        @Argument(help: "The files.", completion: .file()) var files: [String]
        @Option(help: "The template's slug, for a single file. Default: derived from the filename.") var slug: String?
        @Option(help: "github_form, github_markdown or gitlab_markdown. Default: determined from the file's path.")
        var format: String?
        @Option(help: "The channel that the templates are for.") var channel: String?
        @Flag(help: "Create a new version of an existing template.") var replace = false
        @OptionGroup var write: WriteOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func validate() throws {
            guard slug == nil || files.count == 1 else { throw ValidationError("--slug requires a single file") }
        }

        func run(in session: Session) async throws {
            _ = try output.selection(of: .imported)
            var imported: [JSON] = []
            for file in files {
                var patch = Patch()
                patch.set("filename", file)
                patch.set("content", try session.environment.read(file))
                patch.set("slug", slug)
                patch.set("format", format)
                patch.set("channel", channel)
                if replace { patch.set("replace", true) }
                imported.append(try await session.api.post(GatewayPath(.importTemplate), patch.object(), write: write))
            }
            try session.list(.imported, imported, output: output)
        }
    }

    fileprivate static func object(_ file: String, _ environment: ClientEnvironment) throws -> [String: JSON] {
        guard let members = try? JSON(parsing: Array(try environment.read(file).utf8)).objectValue else {
            throw ClientFailure.usage("\(file) is not a JSON object")
        }
        return members
    }
}

struct TemplateFieldOptions: ParsableArguments {
    @Option(name: .shortAndLong, help: "The human-readable title.") var title: String?
    @Option(name: .shortAndLong, help: "The purpose of the template.") var description: String?
    @Option(help: "The channel that the template is for.") var channel: String?

    var members: [String: JSON] {
        var patch = Patch()
        patch.set("title", title)
        patch.set("description", description)
        patch.set("channel", channel)
        return patch.members
    }
}
