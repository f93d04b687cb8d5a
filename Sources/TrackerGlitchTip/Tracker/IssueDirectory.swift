import Synchronization
import TrackerKit

/// A cache of identifiers: projects' numbers by path, and issues' numbers by short ID. It only saves calls: responses
/// are checked against what was looked up.
final class IssueDirectory: Sendable {
    /// The maximum number of issues. When it is exceeded, the cache is emptied.
    static let maximumIssues = 20_000

    private struct Seen {
        var projects: [String: String] = [:]
        var issues: [String: String] = [:]
    }

    private let seen = Mutex(Seen())

    init() {}

    func project(_ path: String) -> String? { seen.withLock { $0.projects[path] } }

    func note(project path: String, _ id: String) {
        seen.withLock { seen in
            if seen.projects.count > Self.maximumIssues { seen.projects = [:] }
            seen.projects[path] = id
        }
    }

    /// The number of an issue of the project, by its short ID or number. Writes use it as their address, so issues are
    /// stored by their project's number if that is known: the slug may now be another project's.
    func issue(_ key: String, in project: ProjectReference) -> String? {
        seen.withLock { $0.issues[Self.entry(key, project)] }
    }

    /// Stores the numbers of issues, except those of another project, which a list contains if that project has taken
    /// the slug.
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
