import ArgumentParser

/// How a command finds the gateway, and the token.
struct GatewayOptions: ParsableArguments {
    @OptionGroup var network: NetworkOptions

    @Option(
        help: """
            A file with the API token, readable only by its owner; - for standard input. Default: \
            $TICKET_GATEWAY_TOKEN, else the token stored by `auth login`.
            """,
        completion: .file())
    var tokenFile: String?
}

/// How a command finds the gateway.
struct NetworkOptions: ParsableArguments {
    @Option(
        help: """
            The gateway's URL. Default: $TICKET_GATEWAY_URL, else the URL stored by `auth login`, else \
            http://127.0.0.1:3000.
            """)
    var url: String?

    @Option(help: "A PEM file with the certificate authorities to trust instead of the system's.", completion: .file())
    var caBundle: String?

    @Option(help: "The timeout of a request in seconds.", transform: WholeNumber.from(1...3600))
    var timeout = 60
}
