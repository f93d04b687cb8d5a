import TrackerKit

/// The scopes and permissions that each capability requires.
enum GitHubRights {
    /// Capabilities that write to a repository.
    private static let writing: [Capability] = [
        .createTickets, .updateTickets, .text, .deleteTickets, .changeStatus, .resolution, .assignees, .ticketLabels,
        .ticketMilestone,
        .lock,
        .parent, .writeComments, .updateComments, .deleteComments, .writeLabels, .writeMilestones, .writeMembers,
    ]
    /// Capabilities that only read from a repository.
    private static let reading: [Capability] = [.readComments, .readLabels, .readMilestones, .incrementalList]

    /// The scopes of a classic token
    /// ([scopes](https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/scopes-for-oauth-apps#available-scopes)).
    /// Reading public repositories requires none.
    static let scopes = FeatureNeeds([
        (writing, ["repo", "public_repo"]),
        ([.webhooks], ["repo", "public_repo", "admin:repo_hook", "write:repo_hook"]),
        ([.subscribe], ["repo", "public_repo", "notifications"]), ([.readMembers], ["repo", "public_repo"]),
    ])

    /// The permissions of an App's installation, as `name:level`
    /// ([permissions](https://docs.github.com/en/rest/authentication/permissions-required-for-github-apps)).
    static let permissions = FeatureNeeds([
        (reading, ["issues:read", "pull_requests:read"]),
        (writing.filter { $0 != .writeMembers }, ["issues:write"]),
        ([.writeMembers], ["administration:write"]), ([.webhooks], ["repository_hooks:write"]),
        ([.readTemplates], ["contents:read"]),
    ])

    /// The permissions, with the lower levels that each includes.
    static func expanded(_ permissions: [String: String]) -> Set<String> {
        let levels = ["read", "write", "admin"]
        return Set(
            permissions.flatMap { name, level in
                levels.prefix((levels.firstIndex(of: level) ?? -1) + 1).map { "\(name):\($0)" }
            })
    }

    /// Calls that reveal what a fine-grained token can read, because GitHub does not report its permissions: the path
    /// below the repository, and the capabilities that are unavailable if GitHub refuses it. Write permissions can't be
    /// tested without writing.
    static let probes: [(path: [String], features: [Capability], needs: String)] = [
        (["issues"], reading + writing.filter { $0 != .writeMembers }, "issues:read"),
        (["hooks"], [.webhooks], "repository_hooks:write"),
        (["contents"], [.readTemplates], "contents:read"),
    ]
}
