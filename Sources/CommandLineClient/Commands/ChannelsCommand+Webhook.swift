import ArgumentParser
import Foundation
import Primitives

extension ChannelsCommand {
    /// `ticket-gateway channels webhook …`
    struct Webhook: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "webhook", abstract: "What has the tracker tell of changes by itself.",
            subcommands: [Show.self, Register.self, Remove.self])

        struct Show: ClientCommand {
            static let configuration = CommandConfiguration(abstract: "How it goes, by the tracker's word too.")
            @Argument(help: "The channel.") var slug: String
            @OptionGroup var output: OutputOptions
            @OptionGroup var gateway: GatewayOptions

            func run(in session: Session) async throws {
                try session.show(.webhook, await session.api.get(GatewayPath("channels", slug, "webhook")), output)
            }
        }

        struct Register: ClientCommand {
            static let configuration = CommandConfiguration(
                abstract: "Register one at the tracker.",
                discussion: """
                    With --manual the tracker is left to you: address and secret are printed, this once, to be pasted into its settings. Where the \
                    tracker makes the secret, as Sentry does, give it with --secret-file.
                    """)
            @Argument(help: "The channel.") var slug: String
            @Flag(help: "Don't call the tracker; print address and secret.") var manual = false
            @Option(help: "A file with the secret that the tracker made, - for standard input; with --manual.", completion: .file())
            var secretFile: String?
            @OptionGroup var write: WriteOptions
            @OptionGroup var output: OutputOptions
            @OptionGroup var gateway: GatewayOptions

            func validate() throws {
                if secretFile != nil && !manual { throw ValidationError("--secret-file goes with --manual") }
            }

            func run(in session: Session) async throws {
                var body: [String: JSON] = [:]
                if manual { body["manual"] = true }
                if let secretFile {
                    body["secret"] = .string(try session.environment.read(secretFile).trimmingCharacters(in: .whitespacesAndNewlines))
                }
                try session.show(
                    .webhook, await session.api.post(GatewayPath("channels", slug, "webhook"), .object(body), write), output)
            }
        }

        struct Remove: ClientCommand {
            static let configuration = CommandConfiguration(abstract: "Take it away, at the tracker first.")
            @Argument(help: "The channel.") var slug: String
            @Flag(help: "Remove it here even if the tracker cannot be reached.") var force = false
            @OptionGroup var write: WriteOptions
            @OptionGroup var gateway: GatewayOptions

            func run(in session: Session) async throws {
                try await session.api.delete(GatewayPath("channels", slug, "webhook").adding("force", force ? "true" : nil), write)
                session.say("removed the webhook of \(slug)")
            }
        }
    }
}
