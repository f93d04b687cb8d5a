/// A problem with one variable of the configuration.
///
/// Never contains the value that was found, because that may be a secret pasted into the wrong place.
package struct ConfigurationProblem: Sendable, Hashable, CustomStringConvertible {
    /// The variable's name, or `.env` and a line number for an unreadable line.
    package let subject: String
    /// What is wrong and what is expected, as the end of a sentence that starts with `subject`.
    package let explanation: String

    /// - Parameters:
    ///   - subject: the variable's name, or the location in the file.
    ///   - explanation: what is expected; must not contain any part of the value.
    package init(_ subject: String, _ explanation: String) {
        self.subject = subject
        self.explanation = explanation
    }

    /// For example `TICKET_GATEWAY_PORT: expected a port number from 0 to 65535`.
    package var description: String { "\(subject): \(explanation)" }
}

/// All problems of the configuration, reported together so that they can be fixed in one go.
package struct ConfigurationError: Error, Hashable, CustomStringConvertible {
    /// The exit status for an invalid configuration: `EX_CONFIG` of sysexits.h.
    package static let exitStatus: Int32 = 78

    /// Ordered by variable; never empty.
    package let problems: [ConfigurationProblem]

    init(_ problems: [ConfigurationProblem]) {
        self.problems = problems.sorted { ($0.subject, $0.explanation) < ($1.subject, $1.explanation) }
    }

    /// A heading with the number of problems, one line per problem, and where the variables are documented.
    package var description: String {
        let heading =
            problems.count == 1
            ? "the configuration has 1 problem:" : "the configuration has \(problems.count) problems:"
        let documentation = "docs/configuration.md lists every variable."
        return ([heading] + problems.map { "  \($0)" } + [documentation]).joined(separator: "\n")
    }
}
