import Foundation
import RawServerSupport
import Testing

@testable import CommandLineClient

struct TokenSourceTests {
    /// Creates a home folder containing a token file with these permissions.
    private func folder(_ mode: Int, _ text: String = "tgw_file\n") throws -> String {
        let folder = FileManager.default.temporaryDirectory.appending(path: "token-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(
            atPath: "\(folder)/.config/ticket-gateway", withIntermediateDirectories: true)
        let file = "\(folder)/.config/ticket-gateway/token"
        guard FileManager.default.createFile(atPath: file, contents: Data(text.utf8)) else {
            throw CocoaError(.fileWriteUnknown)
        }
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
        return folder
    }

    private func authorization(home: String, _ variables: [String: String] = [:], _ arguments: [String] = [])
        async throws -> (
            CommandRun, String?
        )
    {
        let gateway = try FakeGateway(FakeGateway.page([]))
        let run = await CommandRun.of(
            ["channels", "list"] + arguments, url: "http://127.0.0.1:\(gateway.server.port)", variables: variables,
            home: home)
        return (run, gateway.server.requests.first?.fields["authorization"])
    }

    @Test func `the user's own file is read`() async throws {
        let home = try folder(0o600)
        defer { try? FileManager.default.removeItem(atPath: home) }
        #expect(try await authorization(home: home).1 == "Bearer tgw_file")
        #expect(
            try await authorization(home: "/nonexistent", ["XDG_CONFIG_HOME": "\(home)/.config"]).1 == "Bearer tgw_file"
        )
    }

    @Test func `the variable takes precedence over the file, and a named file over both`() async throws {
        let home = try folder(0o600)
        defer { try? FileManager.default.removeItem(atPath: home) }
        #expect(try await authorization(home: home, ["TICKET_GATEWAY_TOKEN": "tgw_env"]).1 == "Bearer tgw_env")
        let file = "\(home)/.config/ticket-gateway/token"
        #expect(
            try await authorization(home: "/x", ["TICKET_GATEWAY_TOKEN": "tgw_env"], ["--token-file", file]).1
                == "Bearer tgw_file")
    }

    @Test(arguments: [0o644, 0o640, 0o604, 0o660, 0o666, 0o601])
    func `a token file that others can access is refused without a call`(_ mode: Int) async throws {
        let home = try folder(mode)
        defer { try? FileManager.default.removeItem(atPath: home) }
        let (run, authorization) = try await authorization(home: home)
        #expect(run.status == 78)
        #expect(run.errors.contains("chmod 600"))
        #expect(!run.errors.contains("tgw_file"))
        #expect(authorization == nil)
    }

    @Test(arguments: ["", "two words", "tgw_\u{1}", "tgw_é"])
    func `a file without a token is refused without printing it`(_ text: String) async throws {
        let home = try folder(0o600, text)
        defer { try? FileManager.default.removeItem(atPath: home) }
        let run = try await authorization(home: home).0
        #expect(run.status == 78)
        #expect(text.isEmpty || !run.errors.contains(text))
    }

    @Test func `a named file that is missing, or a folder, is refused`() async throws {
        #expect(try await authorization(home: "/x", [:], ["--token-file", "/nonexistent"]).0.status == 78)
        #expect(try await authorization(home: "/x", [:], ["--token-file", "/tmp"]).0.status == 78)
    }

    @Test func `without a token the gateway decides`() async throws {
        let (run, authorization) = try await authorization(home: "/nonexistent")
        #expect(run.status == 0)
        #expect(authorization == nil)
    }
}
