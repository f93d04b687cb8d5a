import APIContract
import ArgumentParser

struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Read the audit log: who changed what, and when.", subcommands: [List.self],
        defaultSubcommand: List.self)

    struct List: ClientCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the audit log's entries, newest first.",
            discussion: "--json before,after shows the changed object before and after the change.")
        @Option(help: "Only entries with this action, such as ticket.update.") var action: String?
        @Option(help: "Only entries of the client with this slug, or the token with this id.") var principal: String?
        @Option(help: "Only entries about objects of this type, such as connection.") var objectType: String?
        @Option(help: "Only entries about the object with this id.") var objectID: String?
        @Option(help: "Only entries of the request with this id.") var requestID: String?
        @Option(help: "Only entries of changes at or after this time, as in 2026-01-31T09:30:00Z.")
        var occurredAfter: String?
        @Option(help: "Only entries of changes before this time.") var occurredBefore: String?
        @OptionGroup var bounds: ListOptions<Listed.AuditEntries>
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            let path = GatewayPath(.listAuditEntries).adding("action", action).adding("principal", principal)
                .adding("object_type", objectType).adding("object_id", objectID).adding("request_id", requestID)
                .adding("occurred_after", occurredAfter).adding("occurred_before", occurredBefore)
            try await session.list(.auditEntry, path, options: bounds, output: output)
        }
    }
}
