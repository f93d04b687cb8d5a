import Synchronization
import TrackerKit

/// What was seen of identifiers: projects' numbers by their path, issues' numbers by what people name them by. Only
/// saves calls: whatever is taken from it is checked against the answer.
final class IssueDirectory: Sendable {
    /// How many issues are remembered before everything is forgotten.
    static let maximumIssues = 20_000

    private struct Seen {
        var projects: [String: String] = [:]
        var issues: [String: String] = [:]
    }

    private let seen = Mutex(Seen())

    /// Makes an empty directory.
    init() {}

    /// The number of a project.
    func project(_ path: String) -> String? { seen.withLock { $0.projects[path] } }

    /// Remembers the number of a project.
    func note(project path: String, _ id: String) {
        seen.withLock { seen in
            if seen.projects.count > Self.maximumIssues { seen.projects = [:] }
            seen.projects[path] = id
        }
    }

    /// The number of an issue of the project that was seen under this short identifier or number. It is the address of
    /// writes, so issues are kept by their project's number where that is known: a slug may be another project's by
    /// now.
    func issue(_ key: String, in project: ProjectReference) -> String? {
        seen.withLock { $0.issues[Self.entry(key, project)] }
    }

    /// Remembers issues; not those that name another project, as the list of a slug that another one has taken shows
    /// them.
    func note(_ listed: [GlitchTip.Issue], in project: ProjectReference) {
        let issues = listed.filter {
            project.remoteID == nil || $0.projectID == nil || $0.projectID == project.remoteID
        }
        seen.withLock { seen in
            if seen.issues.count + 2 * issues.count > 2 * Self.maximumIssues { seen.issues = [:] }
            for issue in issues {
                for key in [issue.shortID, issue.id] { seen.issues[Self.entry(key, project)] = issue.id }
            }
        }
    }

    private static func entry(_ key: String, _ project: ProjectReference) -> String {
        "\(project.remoteID ?? project.path) \(key)"
    }
}
