import ArgumentParser
import EventLoop
import Foundation
import Gateway

/// `serve`: runs until SIGTERM or SIGINT.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Run the gateway.",
        discussion: """
            Does not start if the database lacks migrations, unless --migrate is given, or if the encryption keys \
            cannot decrypt the credentials of a connection. If the database is unavailable, the gateway starts \
            nevertheless: `ticket-gateway check` prints unhealthy (GET /check: 503) and requests get 503 until the \
            database is available.

            In an empty database, it creates a connection and a channel of the built-in tracker, both called demo, and \
            an admin token, which is written to TICKET_GATEWAY_ADMIN_TOKEN_FILE, or printed once if that is not set.

            SIGTERM and SIGINT stop the gateway after the current requests have finished.
            """)

    @Flag(help: "Apply missing migrations before serving.")
    var migrate = false

    @Flag(
        help: """
            Start although credentials of connections cannot be decrypted, to set them again after a key was lost. \
            `check` prints unhealthy until then.
            """)
    var ignoreUnreadableCredentials = false

    func run() async throws {
        let configuration = try ConfigurationSource.process().load(GatewayConfiguration.self)
        signal(SIGPIPE, SIG_IGN)
        let group = try EventLoopGroup()
        let gateway = try await Gateway(
            configuration, group: group, migrates: migrate, checksCredentials: !ignoreUnreadableCredentials)
        gateway.collectLibraryMetrics()
        try await gateway.run { Self.greet($0) }
        group.shutdown()
    }

    private static func greet(_ greeting: GatewayGreeting) {
        var text = "ticket-gateway \(GatewayVersion.current) listens on \(greeting.url)\n"
        if let token = greeting.adminToken { text += firstToken(token, greeting) }
        FileHandle.standardOutput.write(Data(text.utf8))
    }

    /// A token that was written to a file is not printed, because the output of processes is often kept in logs.
    private static func firstToken(_ token: String, _ greeting: GatewayGreeting) -> String {
        let tokenNotice = greeting.adminTokenFile.map { "The first admin token is in \($0)." }
        let shown = greeting.adminTokenFile.map { "$(cat \($0))" } ?? token
        return """

            \(tokenNotice ?? "The first admin token, shown only once:\n\n  \(token)")

            Create a ticket with it:

              curl -H "Authorization: Bearer \(shown)" -H 'Content-Type: application/json' \\
                -d '{"title": "Hello"}' \(greeting.url)/api/v1/channels/demo/tickets

            API documentation: \(greeting.url)/apidocs/

            """
    }
}
