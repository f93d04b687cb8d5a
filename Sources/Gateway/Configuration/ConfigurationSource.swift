import Configuration
import Foundation
import Primitives

/// The sources of settings: the process's environment first, then the `.env` file in the working directory.
package struct ConfigurationSource: Sendable, Redacted {
    /// The prefix of all variables of the gateway.
    package static let prefix = "TICKET_GATEWAY_"
    package static let fileName = ".env"

    /// Variables with the prefix that the gateway's client commands, tests and scripts read, so they are not reported
    /// as unknown. Named without the prefix.
    static let readElsewhere: Set<String> = ["URL", "TOKEN", "TRACKER_TOKEN", "CORPUS", "TOOLS"]
    /// The prefix, after `prefix`, of variables read by the tests.
    static let testPrefix = "TEST_"

    private let environment: [String: String]
    private let file: EnvironmentFile

    /// The process's environment, and the file in the working directory.
    package static func process() -> ConfigurationSource {
        ConfigurationSource(environment: ProcessInfo.processInfo.environment, file: EnvironmentFile(path: fileName))
    }

    /// A source with fixed contents, for tests. `file` is the content of a `.env` file.
    package init(environment: [String: String], file: String = "") {
        self.init(environment: environment, file: EnvironmentFile(text: file, named: Self.fileName))
    }

    private init(environment: [String: String], file: EnvironmentFile) {
        self.environment = environment
        self.file = file
    }

    /// Reads a group of settings.
    /// - Throws: all problems together: missing and invalid values, unknown variables with the gateway's prefix, and
    ///   lines of `.env` that are not assignments.
    package func load<Group: SettingGroup>(_ group: Group.Type = Group.self) throws(ConfigurationError) -> Group {
        let secrets = Set(GatewayConfiguration.descriptions.filter(\.isSecret).map(\.name))
        let environment = self.environment.filter {
            $0.key.hasPrefix(Self.prefix) || $0.key == ListenSettings.portAlias
        }
        let providers = [environment, file.variables.filter { $0.key.hasPrefix(Self.prefix) }].map { variables in
            EnvironmentVariablesProvider(
                environmentVariables: variables,
                secretsSpecifier: .specific(secrets))
        }
        var reader = SettingReader(ConfigReader(providers: providers))
        let result = group.init(from: &reader)
        let problems = reader.problems + file.problems + unknownNames().map(Self.unknown) + unprefixedNames()
        guard let result, problems.isEmpty else { throw ConfigurationError(problems) }
        return result
    }

    private func unknownNames() -> [String] {
        let known = Set(GatewayConfiguration.descriptions.map(\.name))
        return Set(environment.keys).union(file.variables.keys).filter { name in
            guard name.hasPrefix(Self.prefix), !known.contains(name) else { return false }
            let rest = String(name.dropFirst(Self.prefix.count))
            return !Self.readElsewhere.contains(rest) && !rest.hasPrefix(Self.testPrefix)
        }
    }

    /// The settings in the file without the prefix, which would have no effect. In the environment, other programs may
    /// use the same names.
    private func unprefixedNames() -> [ConfigurationProblem] {
        let known = Set(GatewayConfiguration.descriptions.map(\.name))
        return file.variables.keys.filter { known.contains(Self.prefix + $0) }.map { name in
            ConfigurationProblem(name, "not a variable of the gateway in \(Self.fileName); write \(Self.prefix)\(name)")
        }
    }

    private static func unknown(_ name: String) -> ConfigurationProblem {
        guard let nearest = NearestName.of(name, among: GatewayConfiguration.descriptions.map(\.name)) else {
            return ConfigurationProblem(name, "unknown variable")
        }
        return ConfigurationProblem(name, "unknown variable; did you mean \(nearest)?")
    }
}
