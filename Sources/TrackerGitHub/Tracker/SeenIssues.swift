import Synchronization
import TrackerKit

/// Numbers known to be issues rather than pull requests, so that a change need not read the issue first. A number never
/// turns from one into the other and is never reused.
final class SeenIssues: Sendable {
    /// When this many numbers are stored, all are forgotten.
    static let maximumCount = 100_000

    private let seen = Mutex<Set<String>>([])

    init() {}

    func contains(_ number: String, in project: ProjectReference) -> Bool {
        seen.withLock { $0.contains(Self.entry(number, project)) }
    }

    /// Ignores pull requests.
    func note(_ issues: [GitHub.Issue], in project: ProjectReference) {
        seen.withLock { seen in
            if seen.count + issues.count > Self.maximumCount { seen = [] }
            for issue in issues where !issue.isPullRequest { seen.insert(Self.entry(issue.number, project)) }
        }
    }

    /// Keyed by the repository's ID if known: its name may be reused after a renaming.
    private static func entry(_ number: String, _ project: ProjectReference) -> String {
        "\(project.remoteID ?? project.path)#\(number)"
    }
}
