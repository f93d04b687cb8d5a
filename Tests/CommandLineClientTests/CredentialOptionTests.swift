import Foundation
import Primitives
import Testing
import TrackerKit
import Trackers

@testable import CommandLineClient

/// The options for credentials, which come from the trackers' declarations.
struct CredentialOptionTests {
    private static let row = FakeGateway.Answer(status: 200, body: #"{"slug":"x","tracker":"x"}"#)
    private static let token = ["TICKET_GATEWAY_TOKEN": "tgw_test", CredentialOptions.variable: "from-env\n"]

    @Test func `every tracker can be connected from the command line, with each kind of its credentials`() async throws
    {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for tracker in BuiltInTrackers.declarations {
            for kind in tracker.credentials {
                let gateway = try FakeGateway(Self.row)
                var arguments = ["connections", "create", "x", "--tracker", tracker.kind.rawValue]
                for field in kind.fields {
                    let file = folder.appending(path: field.name)
                    if field.isSecret { try Data("\(field.name)\n".utf8).write(to: file) }
                    arguments += [CredentialField.option(of: field), field.isSecret ? file.path : field.name]
                }
                let run = await gateway.run(arguments)
                #expect(run.status == 0, "\(run.errors)")
                let body = try JSON(parsing: Array((gateway.bodies.first ?? "").utf8))
                var expected = Dictionary(uniqueKeysWithValues: kind.fields.map { ($0.name, JSON.string($0.name)) })
                expected["type"] = .string(kind.name)
                let credentials = kind.fields.isEmpty ? nil : Optional(JSON.object(expected))
                #expect(body["credentials"] == credentials, "\(body.text)")
            }
        }
    }

    @Test func `Trello's token may come from the environment, and its secret is optional`() async throws {
        let gateway = try FakeGateway(Self.row)
        let create = ["connections", "create", "board", "--tracker", "trello", "--key-file", "-"]
        let run = await gateway.run(create, input: "k3y\n", variables: Self.token)
        #expect(run.status == 0, "\(run.errors)")
        #expect(
            gateway.bodies == [
                #"{"credentials":{"key":"k3y","token":"from-env","type":"key_and_token"},"#
                    + #""slug":"board","tracker":"trello"}"#
            ])
    }

    @Test func `an update finds the kind of credentials by the given options`() async throws {
        let gateway = try FakeGateway(Self.row)
        _ = await gateway.run(["connections", "update", "x", "--key-file", "-"], input: "k", variables: Self.token)
        _ = await gateway.run(["connections", "update", "x", "--tracker-token-file", "-"], input: "t")
        #expect(
            gateway.bodies == [
                #"{"credentials":{"key":"k","token":"from-env","type":"key_and_token"}}"#,
                #"{"credentials":{"token":"t","type":"token"}}"#,
            ])
    }

    @Test(arguments: [
        (["--tracker", "github", "--app-id", "1"], "--private-key-file, --installation-id"),
        (["--tracker", "github", "--key-file", "-"], "github takes no credentials with --key-file"),
        (["--tracker", "local", "--tracker-token-file", "-"], "local takes no credentials with --tracker-token-file"),
        (["--tracker", "trello", "--key-file", "-", "--secret-file", "-"], "only one of --key-file and --secret-file"),
        (["--tracker", "other", "--app-id", "1", "--key-file", "-"], "takes no credentials with --app-id, --key-file"),
    ])
    func `credentials that do not fit are a mistake in the command`(_ options: [String], _ message: String) async throws
    {
        let gateway = try FakeGateway(Self.row)
        let run = await gateway.run(["connections", "create", "x"] + options, input: "s")
        #expect(run.status == 64)
        #expect(run.errors.contains(message), "\(run.errors)")
        #expect(gateway.targets.isEmpty)
    }

    @Test func `the help lists each tracker with the options for its credentials`() {
        let help = CommandRun.help(of: ConnectionsCommand.Create.self)
        let words = help.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(
            words.contains(
                "github: --tracker-token-file; or --app-id, --private-key-file, --installation-id gitlab: "))
        #expect(words.contains("trello: --key-file, --tracker-token-file, optionally --secret-file"))
        for tracker in BuiltInTrackers.declarations {
            #expect(words.contains("\(tracker.kind.rawValue): "))
            for field in tracker.credentials.flatMap(\.fields) {
                #expect(words.contains(CredentialField.option(of: field)))
                #expect(words.contains(field.help))
            }
        }
        #expect(words.contains("The kind of tracker: \(CredentialField.trackers)."))
    }

    /// A field has one option, so it is a secret at every tracker or at none.
    @Test func `fields with the same name are read in the same way`() {
        for field in BuiltInTrackers.declarations.flatMap(\.credentials).flatMap(\.fields) {
            #expect(
                CredentialField.all.contains { $0.name == field.name && $0.isSecret == field.isSecret }, "\(field.name)"
            )
        }
    }
}
