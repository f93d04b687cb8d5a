import ArgumentParser

struct GatewayOptions: ParsableArguments {
    @Option(help: "The gateway's URL. Default: $TICKET_GATEWAY_URL, else http://127.0.0.1:3000.")
    var url: String?

    @Option(
        help: """
            A file with the API token, readable only by its owner. Default: $TICKET_GATEWAY_TOKEN, else \
            ~/.config/ticket-gateway/token.
            """,
        completion: .file())
    var tokenFile: String?

    @Option(help: "A PEM file with the certificate authorities to trust instead of the system's.", completion: .file())
    var caBundle: String?

    @Option(help: "The timeout of a request in seconds.")
    var timeout = 60

    func validate() throws {
        guard (1...3600).contains(timeout) else { throw ValidationError("--timeout must be 1 to 3600 seconds") }
    }
}
