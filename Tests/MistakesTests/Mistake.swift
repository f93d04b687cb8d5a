/// What a newcomer typed by mistake, and what the response must say.
struct Mistake: Sendable {
    /// The heading in `mistakes.md`, which identifies the mistake within its area.
    let title: String
    let input: Input
    /// The HTTP status of a request, or the exit status of a command.
    let status: Int
    /// Texts that the message must contain: what is wrong, where, and what to do. Upper and lower case are the same.
    let mentions: [String]

    enum Input: Sendable {
        case request(Call)
        case command(Command)
    }

    /// A request, sent over a socket.
    struct Call: Sendable {
        var method = "GET"
        var path: String
        /// Header fields as lines, such as `Content-Type: text/plain`.
        var fields: [String] = []
        var body: String?
        var credential = Credential.admin
    }

    /// A command line of `ticket-gateway`, run as a process of its own.
    struct Command: Sendable {
        var arguments: [String]
        /// Environment variables in addition to those of the surroundings; nil removes one.
        var environment: [String: String?] = [:]
        /// The content of `.env` in the working directory; nil for no such file.
        var environmentFile: String?
        /// Files in the working directory, by name.
        var files: [String: String] = [:]
        var input = ""
        var surroundings = Surroundings.client
    }

    /// The environment that a command finds.
    enum Surroundings: Sendable {
        /// A running gateway's URL and its admin token.
        case client
        /// The required settings, with a database that nothing listens on.
        case server
        /// The required settings, with an empty database.
        case emptyDatabase
        /// The required settings, with the database of the running gateway.
        case database
    }

    /// The credential of a request. ``TokenWorld`` creates them.
    enum Credential: Sendable {
        case admin, none, unknown, expired, revoked
        /// A token with the scope `tickets:read` only.
        case reader
        /// A token that is restricted to the channel `demo`.
        case restricted
        /// A value of `Authorization` in which `TOKEN` stands for the admin token.
        case field(String)
    }

    /// A group of mistakes: a section of `mistakes.md`, tested with its own gateway.
    enum Area: String, CaseIterable, Sendable {
        case credentials = "Credentials"
        case slugs = "Slugs and keys"
        case filters = "Filters and lists"
        case json = "JSON"
        case headers = "Headers"
        case urls = "URLs"
        case rules = "Rules and templates"
        case options = "The command line"
        case configuration = "Configuration"
        case database = "The database"
        case addresses = "Addresses"
        case trackers = "Trackers"
    }
}

extension Mistake {
    /// A request.
    static func request(
        _ title: String, _ call: Call, status: Int, mentions: [String]
    ) -> Mistake {
        Mistake(title: title, input: .request(call), status: status, mentions: mentions)
    }

    /// A command.
    static func command(
        _ title: String, _ command: Command, status: Int, mentions: [String]
    ) -> Mistake {
        Mistake(title: title, input: .command(command), status: status, mentions: mentions)
    }
}

extension Mistake.Call {
    static func get(_ path: String, fields: [String] = [], as credential: Mistake.Credential = .admin) -> Self {
        Self(path: path, fields: fields, credential: credential)
    }

    /// A request with a JSON body.
    static func post(
        _ path: String, _ body: String, fields: [String] = [], as credential: Mistake.Credential = .admin
    ) -> Self {
        Self(
            method: "POST", path: path, fields: ["Content-Type: application/json"] + fields, body: body,
            credential: credential)
    }

    static func patch(_ path: String, _ body: String, fields: [String] = []) -> Self {
        Self(method: "PATCH", path: path, fields: ["Content-Type: application/json"] + fields, body: body)
    }
}

extension Mistake.Command {
    /// A client command: the words of a command line without quotes.
    static func line(_ text: String) -> Self { Self(arguments: text.split(separator: " ").map(String.init)) }

    /// A command of the server.
    static func server(
        _ text: String, _ environment: [String: String?] = [:], file: String? = nil,
        in surroundings: Mistake.Surroundings = .server
    ) -> Self {
        var command = line(text)
        command.environment = environment
        command.environmentFile = file
        command.surroundings = surroundings
        return command
    }
}
