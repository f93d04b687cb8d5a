import Synchronization
import TrackerKit

/// Which numbers were seen as issues rather than pull requests, so that a change need not read the issue first. A
/// number never changes from one to the other by itself, and never is another issue's.
final class SeenIssues: Sendable {
    /// How many are remembered before all are forgotten.
    static let maximumCount = 100_000

    private let seen = Mutex<Set<String>>([])

    /// Remembers nothing yet.
    init() {}

    /// Whether the number was seen as an issue's.
    func contains(_ number: String, in project: ProjectReference) -> Bool {
        seen.withLock { $0.contains(Self.entry(number, project)) }
    }

    /// Remembers issues.
    func note(_ issues: [GitHub.Issue], in project: ProjectReference) {
        seen.withLock { seen in
            if seen.count + issues.count > Self.maximumCount { seen = [] }
            for issue in issues where !issue.isPullRequest { seen.insert(Self.entry(issue.number, project)) }
        }
    }

    /// A repository's number stays when it is renamed; its name may be another one's then.
    private static func entry(_ number: String, _ project: ProjectReference) -> String {
        "\(project.remoteID ?? project.path)#\(number)"
    }
}
