import Configuration
import Foundation
import Primitives

/// Where settings come from: the process's environment first, then the `.env` file of the folder it was started in.
package struct ConfigurationSource: Sendable, Redacted {
    /// What the name of every variable of the gateway starts with.
    package static let prefix = "TICKET_GATEWAY_"
    /// The file beside the environment.
    package static let fileName = ".env"

    /// Variables with the prefix that the gateway's client commands, tests and scripts read; here they are no typing
    /// errors.
    static let readElsewhere: Set<String> = ["URL", "TOKEN", "TRACKER_TOKEN", "CORPUS", "TOOLS"]
    /// What the rest of the name of a variable for the tests starts with.
    static let testPrefix = "TEST_"

    private let environment: [String: String]
    private let file: EnvironmentFile

    /// The real environment and the file in the current folder.
    package static func process() -> ConfigurationSource {
        ConfigurationSource(environment: ProcessInfo.processInfo.environment, file: EnvironmentFile(path: fileName))
    }

    /// A source made of given texts, for tests. `file` is the content of a `.env` file.
    package init(environment: [String: String], file: String = "") {
        self.init(environment: environment, file: EnvironmentFile(text: file, named: Self.fileName))
    }

    private init(environment: [String: String], file: EnvironmentFile) {
        self.environment = environment
        self.file = file
    }

    /// Reads a group of settings.
    /// - Throws: every problem at once: values that are missing or wrong, names with the gateway's prefix that nothing
    ///   reads, and lines of `.env` that are not assignments.
    package func load<Group: SettingGroup>(_ group: Group.Type = Group.self) throws(ConfigurationError) -> Group {
        let secrets = Set(GatewayConfiguration.descriptions.filter(\.isSecret).map(\.name))
        let providers = [environment, file.variables].map { variables in
            EnvironmentVariablesProvider(
                environmentVariables: variables.filter {
                    $0.key.hasPrefix(Self.prefix) || $0.key == ListenSettings.portAlias
                },
                secretsSpecifier: .specific(secrets))
        }
        var reader = SettingReader(ConfigReader(providers: providers))
        let result = group.init(from: &reader)
        let problems = reader.problems + file.problems + unknownNames().map(Self.unknown)
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

    private static func unknown(_ name: String) -> ConfigurationProblem {
        let nearest = GatewayConfiguration.descriptions.map(\.name)
            .map { (name: $0, distance: name.editDistance(to: $0)) }
            .min { $0.distance < $1.distance }
        guard let nearest, nearest.distance <= longestTypo else {
            return ConfigurationProblem(name, "nothing reads this variable")
        }
        return ConfigurationProblem(name, "nothing reads this variable; did you mean \(nearest.name)?")
    }

    /// How many letters may differ for a name to be offered in place of an unknown one.
    private static let longestTypo = 3
}

extension String {
    /// The number of single letters to insert, delete or replace to get `other` (Levenshtein's distance).
    func editDistance(to other: String) -> Int {
        var row = Array(0...other.utf8.count)
        for (i, a) in utf8.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, b) in other.utf8.enumerated() {
                let replaced = diagonal + (a == b ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = Swift.min(replaced, diagonal + 1, row[j] + 1)
            }
        }
        return row[other.utf8.count]
    }
}
