/// One thing that is wrong with the configuration: which variable, and what it should hold.
///
/// It never carries the value that was found, because that may be a secret pasted into the wrong place.
package struct ConfigurationProblem: Sendable, Hashable, CustomStringConvertible {
    /// The variable's name, or `.env` and a line number for a line that cannot be read.
    package let subject: String
    /// What is wrong and what is expected instead, as the end of a sentence that starts with `subject`.
    package let explanation: String

    /// - Parameters:
    ///   - subject: the variable's name, or the place in the file.
    ///   - explanation: what is expected; must not hold any part of the value.
    package init(_ subject: String, _ explanation: String) {
        self.subject = subject
        self.explanation = explanation
    }

    /// For example `TICKET_GATEWAY_PORT: expected a port number from 0 to 65535`.
    package var description: String { "\(subject): \(explanation)" }
}

/// Everything that is wrong with the configuration, reported at once so that it can be mended at once.
package struct ConfigurationError: Error, Hashable, CustomStringConvertible {
    /// The exit status for a broken configuration: `EX_CONFIG` of sysexits.h.
    package static let exitStatus: Int32 = 78

    /// The problems, ordered by variable; never empty.
    package let problems: [ConfigurationProblem]

    init(_ problems: [ConfigurationProblem]) {
        self.problems = problems.sorted { ($0.subject, $0.explanation) < ($1.subject, $1.explanation) }
    }

    /// A line for each problem, after a line that counts them.
    package var description: String {
        let heading =
            problems.count == 1
            ? "the configuration has 1 problem:" : "the configuration has \(problems.count) problems:"
        return ([heading] + problems.map { "  \($0)" }).joined(separator: "\n")
    }
}
