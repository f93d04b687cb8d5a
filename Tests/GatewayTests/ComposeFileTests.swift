import Foundation
import OpenAPISupport
import Primitives
import Testing

@testable import Gateway

/// docker-compose.yml against the table of settings.
struct ComposeFileTests {
    private static let project = URL(filePath: #filePath).appending(path: "../../..").standardized
    private static let services = ["gateway", "migrate"]
    /// Set by the file itself, whatever .env contains: the container has one database and one address.
    private static let fixed = ["TICKET_GATEWAY_DATABASE_URL", "TICKET_GATEWAY_HOST", "TICKET_GATEWAY_PORT"]
    /// Of PostgreSQL; the gateway must not have them.
    private static let passwords = ["POSTGRES_PASSWORD", "DATABASE_OWNER_PASSWORD", "DATABASE_PASSWORD"]

    private static func compose() throws -> JSON {
        let text = try String(contentsOf: project.appending(path: "docker-compose.yml"), encoding: .utf8)
        return merged(try YAMLDocument.json(text))
    }

    /// With the merge keys (`<<`) of YAML 1.1 applied, as Compose does.
    private static func merged(_ json: JSON) -> JSON {
        guard case .object(var members) = json else { return json }
        let inherited = members.removeValue(forKey: "<<").map(merged)?.objectValue ?? [:]
        return .object(inherited.merging(members.mapValues(merged)) { _, own in own })
    }

    /// A service's environment as Compose computes it: `env_file` first, then `environment`, in which `${NAME:-default}`
    /// stands for a value of .env.
    private static func environment(of service: String, env: [String: String]) throws -> [String: String] {
        let service = try #require(try compose()["services"]?[service])
        #expect(service["env_file"] == [".env"])
        var merged = env
        for (name, value) in service["environment"]?.objectValue ?? [:] {
            merged[name] = interpolated(try #require(value.stringValue, "\(name) must be quoted"), env)
        }
        return merged
    }

    private static func interpolated(_ text: String, _ env: [String: String]) -> String {
        text.replacing(/\$\{([A-Z_]+)(?::([-?])([^}]*))?\}/) { match in
            env[String(match.1)] ?? (match.2 == "-" ? String(match.3 ?? "") : "")
        }
    }

    /// A .env with every setting of .env.example, with the value that the example has or one that is valid.
    private static func fullEnvironment() throws -> [String: String] {
        let text = try String(contentsOf: project.appending(path: ".env.example"), encoding: .utf8)
        var values: [String: String] = [:]
        for match in text.matches(of: /(?m)^#? ?(TICKET_GATEWAY_[A-Z_]+)=(.*)$/) {
            values[String(match.1)] = String(match.2)
        }
        values["TICKET_GATEWAY_ENCRYPTION_KEYS"] = "main:" + Data(repeating: 1, count: 32).base64EncodedString()
        values["TICKET_GATEWAY_JWT_SECRET"] = String(repeating: "x", count: 64)
        for password in passwords { values[password] = "secret" }
        return values
    }

    @Test(arguments: services)
    func `every setting in .env reaches the container, except those that the file sets itself`(_ service: String) throws
    {
        let env = try Self.fullEnvironment()
        let seen = try Self.environment(of: service, env: env)
        #expect(Set(GatewayConfiguration.descriptions.map(\.name)).isSubset(of: env.keys))
        for name in GatewayConfiguration.descriptions.map(\.name) where !Self.fixed.contains(name) {
            #expect(seen[name] == env[name], "\(name)")
        }
        #expect(seen["TICKET_GATEWAY_HOST"] == "0.0.0.0" && seen["TICKET_GATEWAY_PORT"] == "3000")
        _ = try ConfigurationSource(environment: seen).load(GatewayConfiguration.self)
    }

    @Test(arguments: services)
    func `an unknown variable in .env is reported by the container`(_ service: String) throws {
        var env = try Self.fullEnvironment()
        env["TICKET_GATEWAY_LOG_LEVLE"] = "debug"
        let seen = try Self.environment(of: service, env: env)
        let error = #expect(throws: ConfigurationError.self) {
            try ConfigurationSource(environment: seen).load(GatewayConfiguration.self)
        }
        #expect(error?.description.contains("TICKET_GATEWAY_LOG_LEVLE") == true)
    }

    @Test(arguments: services)
    func `the passwords of PostgreSQL's other roles are hidden from the gateway`(_ service: String) throws {
        let seen = try Self.environment(of: service, env: try Self.fullEnvironment())
        for password in Self.passwords { #expect(seen[password] == "", "\(password)") }
    }

    @Test func `the file sets no variable that the gateway does not know`() throws {
        let known = Set(GatewayConfiguration.descriptions.map(\.name) + Self.passwords)
        for service in Self.services {
            let names = try Self.compose()["services"]?[service]?["environment"]?.objectValue?.keys.sorted() ?? []
            #expect(Set(names).subtracting(known) == [], "\(service)")
        }
    }
}
