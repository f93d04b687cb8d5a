import HTTPClient
import HTTPKit
import HTTPServer
import Primitives
import Testing

@testable import Gateway

@Suite struct ConfigurationTests {
    static let key = "a:" + String(repeating: "A", count: 43) + "="
    static let required = [
        "TICKET_GATEWAY_DATABASE_URL": "postgresql://gateway:swordfish@db/gateway",
        "TICKET_GATEWAY_ENCRYPTION_KEYS": key,
        "TICKET_GATEWAY_JWT_SECRET": "0123456789abcdef0123456789abcdef",
    ]

    func load(_ more: [String: String] = [:], file: String = "") throws -> GatewayConfiguration {
        try ConfigurationSource(environment: Self.required.merging(more) { $1 }, file: file).load()
    }

    func problems(_ environment: [String: String], file: String = "") -> [String] {
        do {
            _ = try ConfigurationSource(environment: environment, file: file).load(GatewayConfiguration.self)
            return []
        } catch {
            return error.problems.map(\.subject)
        }
    }

    @Test func `the required fields are sufficient`() throws {
        let configuration = try load()
        #expect(configuration.listen.port == 3000)
        #expect(configuration.listen.publicURL == "http://127.0.0.1:3000")
        #expect(configuration.database.url.revealed == "postgresql://gateway:swordfish@db/gateway")
        #expect(configuration.security.encryptionKeys.map(\.id) == ["a"])
        #expect(configuration.upstream.curlConfiguration(userAgent: "x").connectTimeout == .seconds(10))
        #expect(configuration.files.adminTokenFile == nil)
    }

    @Test func `every problem is reported at once, without a value`() throws {
        let error = #expect(throws: ConfigurationError.self) {
            try ConfigurationSource(environment: [
                "TICKET_GATEWAY_DATABASE_URL": "canary-mysql://x", "TICKET_GATEWAY_JWT_SECRET": "canary-short",
                "TICKET_GATEWAY_PORT": "canary-70000", "TICKET_GATEWAY_LOG_LEVEL": "canary-loud",
                "TICKET_GATEWAY_RATE_LIMITS": "canary-7",
            ]).load(GatewayConfiguration.self)
        }
        let problems = try #require(error).problems
        #expect(
            problems.map(\.subject) == [
                "TICKET_GATEWAY_DATABASE_URL", "TICKET_GATEWAY_ENCRYPTION_KEYS", "TICKET_GATEWAY_JWT_SECRET",
                "TICKET_GATEWAY_LOG_LEVEL", "TICKET_GATEWAY_PORT", "TICKET_GATEWAY_RATE_LIMITS",
            ])
        #expect(!String(describing: error).contains("canary"))
        #expect(String(describing: error).contains("did you mean TICKET_GATEWAY_RATE_LIMIT?"))
    }

    @Test(arguments: ["u:canaryX1%zz@db", "u:a@canaryX1@db", "canary:x@y@db"])
    func `a database address with an unescaped sign in the password is a problem, without the address`(
        _ authority: String
    ) throws {
        let values = Self.required.merging(["TICKET_GATEWAY_DATABASE_URL": "postgresql://\(authority)/x"]) { $1 }
        let error = #expect(throws: ConfigurationError.self) {
            try ConfigurationSource(environment: values).load(GatewayConfiguration.self)
        }
        #expect(error?.problems.map(\.subject) == ["TICKET_GATEWAY_DATABASE_URL"])
        #expect(error.map { !String(describing: $0).contains("canary") } == true)
    }

    @Test func `the environment takes precedence over the file`() throws {
        let configuration = try load(
            ["TICKET_GATEWAY_PORT": "1"], file: "TICKET_GATEWAY_PORT=2\n TICKET_GATEWAY_HOST = \"::1\" \n# x\n")
        #expect(configuration.listen.port == 1)
        #expect(configuration.listen.host == "::1")
        #expect(configuration.listen.publicURL == "http://[::1]:1")
    }

    @Test(arguments: ["PORT", "LOG_LEVEL"])
    func `a setting without its prefix is reported in the file, but not in the environment`(_ name: String) throws {
        let error = #expect(throws: ConfigurationError.self) {
            try ConfigurationSource(environment: Self.required, file: "\(name)=1\n").load(GatewayConfiguration.self)
        }
        #expect(try #require(error).problems.map(\.subject) == [name])
        #expect(String(describing: error).contains("write TICKET_GATEWAY_\(name)"))
        #expect(try load([name: "1"]).listen.port == (name == "PORT" ? 1 : 3000))
    }

    @Test func `a platform's PORT is used if the gateway's own is not set`() throws {
        #expect(try load(["PORT": "8080"]).listen.port == 8080)
        #expect(try load(["PORT": "8080", "TICKET_GATEWAY_PORT": "9090"]).listen.port == 9090)
        #expect(problems(Self.required.merging(["PORT": "x"]) { $1 }) == ["PORT"])
    }

    @Test func `an empty variable counts as absent`() throws {
        #expect(try load(["TICKET_GATEWAY_PORT": "", "TICKET_GATEWAY_ADMIN_TOKEN_FILE": ""]).listen.port == 3000)
        #expect(
            problems(Self.required.merging(["TICKET_GATEWAY_DATABASE_URL": ""]) { $1 }) == [
                "TICKET_GATEWAY_DATABASE_URL"
            ])
    }

    @Test func `lines of the file that are not assignments are problems`() {
        let file = "# fine\n\nTICKET_GATEWAY_PORT 1\n2X=1\nTICKET_GATEWAY_PROT=1\n"
        #expect(problems(Self.required, file: file) == [".env line 3", ".env line 4", "TICKET_GATEWAY_PROT"])
    }

    @Test func `variables of the client, the tests and others are ignored`() throws {
        _ = try load([
            "TICKET_GATEWAY_URL": "x", "TICKET_GATEWAY_TOKEN": "x", "TICKET_GATEWAY_TEST_DATABASE_URL": "x",
            "HOME": "/",
        ])
    }

    @Test func `a part can be read on its own`() throws {
        let source = ConfigurationSource(environment: [
            "TICKET_GATEWAY_DATABASE_URL": "postgres://h/d", "TICKET_GATEWAY_PORT": "x",
        ])
        #expect(try source.load(DatabaseSettings.self).readers == 2)
        #expect(throws: ConfigurationError.self) { try source.load(ListenSettings.self) }
    }

    @Test func `limits of the server are set one by one`() throws {
        let configuration = try load([
            "TICKET_GATEWAY_MAX_BODY": "1KiB", "TICKET_GATEWAY_HEADER_TIMEOUT": "500ms", "TICKET_GATEWAY_HOST": "::",
        ])
        var expected = ServerConfiguration(host: "::")
        expected.limits.message.bodyBytes = 1024
        expected.limits.headerTimeout = .milliseconds(500)
        #expect(configuration.serverConfiguration == expected)
        #expect(
            problems(Self.required.merging(["TICKET_GATEWAY_MAX_BODY": "1KB"]) { $1 }) == ["TICKET_GATEWAY_MAX_BODY"])
    }

    @Test func `secrets are not printed with the configuration`() throws {
        let configuration = try load()
        var dumped = ""
        dump(configuration, to: &dumped)
        for text in [dumped, "\(configuration)", String(reflecting: configuration)] {
            #expect(!text.contains("swordfish") && !text.contains("0123456789abcdef") && !text.contains(Self.key))
        }
    }
}
