import TrackerKit

/// What features need of GitHub's credentials.
enum GitHubRights {
    /// What changes something in a repository.
    private static let writing: [Capability] = [
        .createTickets, .updateTickets, .text, .deleteTickets, .changeStatus, .resolution, .assignees, .ticketLabels,
        .ticketMilestone,
        .lock,
        .parent, .writeComments, .updateComments, .deleteComments, .writeLabels, .writeMilestones, .writeMembers,
    ]
    /// What only reads in a repository.
    private static let reading: [Capability] = [.readComments, .readLabels, .readMilestones, .incrementalList]

    /// The scopes of a classic token
    /// ([scopes](https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/scopes-for-oauth-apps#available-scopes)).
    /// Public repositories are read without any.
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

    /// Permissions with the lower levels that each holds.
    static func expanded(_ permissions: [String: String]) -> Set<String> {
        let levels = ["read", "write", "admin"]
        return Set(
            permissions.flatMap { name, level in
                levels.prefix((levels.firstIndex(of: level) ?? -1) + 1).map { "\(name):\($0)" }
            })
    }

    /// The calls that show what a fine-grained token may read of a repository, since GitHub does not tell its
    /// permissions: the path below the repository, and what does not work where GitHub refuses it. Nothing shows what
    /// it may write before it writes.
    static let probes: [(path: [String], features: [Capability], needs: String)] = [
        (["issues"], reading + writing.filter { $0 != .writeMembers }, "issues:read"),
        (["hooks"], [.webhooks], "repository_hooks:write"),
        (["contents"], [.readTemplates], "contents:read"),
    ]
}
