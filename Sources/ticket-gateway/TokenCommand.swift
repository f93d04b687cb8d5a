public import ArgumentParser
import Gateway
public import Models
import Primitives
import Repositories
import Services

/// `token`: API tokens, straight in the database: how one comes by the first, or by another when all are lost.
struct TokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token", abstract: "Create, list and revoke API tokens.", subcommands: [Create.self, List.self, Revoke.self])

    /// Names the command in the audit log.
    static let context = CallContext(principal: .system("command-line"), requestID: "")

    static func withTokens<Value: Sendable>(_ body: @Sendable (TokenService) async throws -> Value) async throws -> Value {
        do {
            return try await MigrateCommand.command().withTokens(body)
        } catch let error as ServiceError {
            throw CommandFailure(failure: error.failure)
        }
    }

    /// `token create`.
    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Create an API token and print it: it is shown this once.")

        @Argument(help: "What it is for.")
        var title: String

        @Option(name: .customLong("scope"), help: "What its holder may do; may be repeated. One of \(Scope.allNames).")
        var scopes: [Scope]

        @Option(name: .customLong("channel"), help: "The slug of a channel; its holder may know of these only. May be repeated.")
        var channels: [String] = []

        @Option(help: "How many days it lasts; for ever if left out.")
        var days: Int?

        func validate() throws {
            guard !scopes.isEmpty else { throw ValidationError("Name at least one --scope: \(Scope.allNames).") }
            guard days.map({ $0 > 0 }) ?? true else { throw ValidationError("--days must be at least 1.") }
        }

        func run() async throws {
            let draft = TokenService.Draft(
                title: title, scopes: Set(scopes), channels: channels.isEmpty ? nil : Set(channels),
                expiresAt: days.map { Timestamp.now + .seconds($0 * 86_400) })
            let secret = try await withTokens { try await $0.create(draft, context: context).secret }
            print(secret)
        }
    }

    /// `token list`.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the API tokens, without the tokens themselves.")
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
                token.expiresAt.map { "ends \($0.rfc3339)" } ?? "no end", token.lastUsedAt.map { "used \($0.rfc3339)" } ?? "never used",
                token.title,
            ]
            print(fields.joined(separator: "\t"))
        }
    }

    /// `token revoke`.
    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Revoke an API token: it stops working at once.")

        @Argument(help: "Its id, as `token list` shows it.")
        var id: String

        func run() async throws {
            guard let id = APIToken.ID(id) else { throw ValidationError("\(id) is no id.") }
            try await withTokens { try await $0.revoke(id, if: .none, context: context) }
            print("revoked \(id)")
        }
    }
}

/// A use case that failed, told to a person.
struct CommandFailure: Error, CustomStringConvertible {
    let failure: Failure

    var description: String {
        let fields = failure.errors.map { "\($0.pointer) \($0.detail)" }
        return ([failure.detail ?? failure.code.rawValue] + fields).joined(separator: "; ")
    }
}

extension Scope: ExpressibleByArgument {
    static var allNames: String { allCases.map(\.rawValue).joined(separator: ", ") }
}
