import Access
import ArgumentParser
import CommandLineClient
import Gateway
import Models
import Primitives
import Repositories
import ServiceKit

/// `token`: manages API tokens directly in the database, to create the first one or another when all are lost.
struct TokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token",
        abstract: "Manage API tokens directly in the database: the first one, or if all are lost.",
        discussion: """
            Runs on the gateway's machine, with its settings. With a token that has the scope admin, use `tokens` \
            instead, which calls the API from any machine.
            """,
        subcommands: [Create.self, List.self, Revoke.self])

    /// The principal of these commands in the audit log.
    static let context = CallContext(principal: .system("command-line"), requestID: "")

    static func withTokens<Value: Sendable>(_ body: @Sendable (TokenService) async throws -> Value) async throws
        -> Value
    {
        do {
            return try await MigrateCommand.command().withTokens(body)
        } catch let error as ServiceError {
            throw CommandFailure(failure: error.failure)
        }
    }

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Create an API token in the database and print it. It is shown only once.")

        @Argument(help: "The purpose of the token.")
        var title: String

        @Option(
            name: .customLong("scope"), help: "A scope of the token. Can be repeated. One of: \(Scope.allNames).",
            transform: Scope.named)
        var scopes: [Scope]

        @Option(
            name: .customLong("channel"),
            help: "The slug of a channel to which the token is restricted. Can be repeated. Default: all channels.")
        var channels: [String] = []

        @Option(
            help: "The number of days until the token expires. Default: never.",
            transform: WholeNumber.from(1...Self.maximumDays))
        var days: Int?

        /// A century. The expiry of a much longer lifetime could not be represented.
        private static let maximumDays = 36_500

        func validate() throws {
            guard !scopes.isEmpty else { throw ValidationError("At least one --scope is required: \(Scope.allNames).") }
        }

        func run() async throws {
            let draft = TokenService.Draft(
                title: title, scopes: Set(scopes), channels: channels.isEmpty ? nil : Set(channels),
                expiresAt: days.map { Timestamp.now + .seconds($0 * 86_400) })
            let secret = try await withTokens { try await $0.create(draft, context: context).secret }
            print(secret)
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the API tokens in the database (not the tokens themselves).")
        private static let pageSize = 200

        func run() async throws {
            try await withTokens { tokens in
                var last: APIToken?
                repeat {
                    let position = last.map { SlugPage.Position.createdAt($0.createdAt, id: $0.id.text) }
                    let wanted = SlugPage(order: .createdAt, descending: true, after: position, limit: Self.pageSize)
                    let page = try await tokens.list(wanted, context: context)
                    page.forEach(Self.show)
                    last = page.count == Self.pageSize ? page.last : nil
                } while last != nil
            }
        }

        private static func show(_ token: APIToken) {
            let fields = [
                token.id.text, token.prefix + "…", token.scopes.text,
                token.channels.map { $0.sorted().joined(separator: ",") } ?? "all channels",
                token.expiresAt.map { "expires \($0.rfc3339)" } ?? "never expires",
                token.lastUsedAt.map { "last used \($0.rfc3339)" } ?? "never used",
                token.title,
            ]
            print(fields.joined(separator: "\t"))
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Revoke an API token in the database. It becomes invalid immediately.")

        @Argument(help: "The token's id, as listed by `token list`.")
        var id: String

        func run() async throws {
            guard let id = APIToken.ID(id) else {
                throw ValidationError("'\(id)' is not an id; `ticket-gateway token list` shows the ids of tokens.")
            }
            try await withTokens { try await $0.revoke(id, if: .none, context: context) }
            print("revoked \(id)")
        }
    }
}

/// The failure of a service, with a human-readable description.
struct CommandFailure: Error, CustomStringConvertible {
    let failure: Failure

    var description: String {
        let fields = failure.errors.map { "\($0.pointer) \($0.detail)" }
        return ([failure.detail ?? failure.code.rawValue] + fields).joined(separator: "; ")
    }
}

extension Scope {
    static var allNames: String { allCases.map(\.rawValue).joined(separator: ", ") }

    /// Parses the name of a scope.
    /// - Throws: `ValidationError` with the most similar scope.
    @Sendable fileprivate static func named(_ name: String) throws -> Scope {
        guard let scope = Scope(rawValue: name) else {
            throw ValidationError(UnknownWord.detail(.string(name), among: allCases.map(\.rawValue)))
        }
        return scope
    }
}
