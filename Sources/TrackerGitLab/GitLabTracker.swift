package import HTTPKit
package import TrackerKit

/// GitLab's issues: gitlab.com and self-managed servers, over the REST API, version 4.
package struct GitLabTracker: IssueTracker {
    /// `gitlab`.
    package static let kind = TrackerKind(rawValue: "gitlab")

    /// What it can do.
    package var capabilities: Set<Capability> { Self.allCapabilities }
    /// Calls the API.
    private(set) var client: GitLabClient
    /// 128 new bits for the boundary of a form.
    let newBits: @Sendable () -> UInt128

    /// Everything that GitLab offers; see `docs/adapters.md` for what it has no way to do.
    static let allCapabilities: Set<Capability> = [
        .listProjects, .createTickets, .updateTickets, .text, .deleteTickets, .changeStatus, .assignees, .ticketLabels,
        .ticketMilestone,
        .kind,
        .dueDate, .estimate, .confidential, .lock, .readComments, .writeComments, .updateComments, .deleteComments,
        .threads,
        .internalComments,
        .readLabels, .writeLabels, .readMilestones, .writeMilestones, .readMembers, .writeMembers, .subscribe,
        .readAttachments,
        .writeAttachments, .deleteAttachments, .userByID, .userByName, .userByEmail, .actAsUser, .incrementalList,
        .webhooks,
        .readTemplates,
    ]

    /// Makes a tracker for a connection.
    /// - Throws: ``TrackerError/unauthorized(_:)`` when the credentials are none of GitLab's.
    init(_ context: TrackerContext, newBits: @escaping @Sendable () -> UInt128 = { .random(in: .min ... .max) }) throws
    {
        guard let token = context.credentials.token else {
            throw TrackerError.unauthorized(.withoutCall("GitLab requires an access token"))
        }
        client = GitLabClient(
            root: GitLab.root(context.baseURL), transport: context.transport, clock: context.clock, token: token,
            actor: nil)
        self.newBits = newBits
    }

    private init(client: GitLabClient, newBits: @escaping @Sendable () -> UInt128) {
        self.client = client
        self.newBits = newBits
    }

    /// This tracker with the `Sudo` header, which an administrator's token with the scope `sudo` may send
    /// ([sudo](https://docs.gitlab.com/api/rest/authentication/#sudo)).
    /// - Parameter user: An identifier or login.
    package func acting(as user: String) throws -> any IssueTracker {
        guard user.isHeaderSafe else { throw TrackerError.notFound(what: "user \(user)") }
        var client = client
        client.actor = user
        return GitLabTracker(client: client, newBits: newBits)
    }

    package func sharingReads(_ sharing: ReadSharing) -> any IssueTracker {
        var tracker = self
        tracker.client.transport = client.transport.sharingReads(sharing)
        return tracker
    }

    /// The path of a project in the API: its whole path is one segment, subgroups and all
    /// ([namespaced paths](https://docs.gitlab.com/api/rest/#namespaced-paths)).
    /// - Throws: ``TrackerError/notFound(what:)`` for a path that cannot be a project's.
    func projectPath(_ path: String) throws -> APIPath {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count >= 2,
            parts.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." && $0.allSatisfy(\.isPathCharacter) })
        else {
            throw TrackerError.notFound(what: "project \(path)")
        }
        return APIPath("projects", path)
    }

    /// The path of a channel's project in the API: by its number where that is known, so that no other project that
    /// takes its path is called ([`id`: the ID or URL-encoded path](https://docs.gitlab.com/api/projects/)).
    /// - Throws: ``TrackerError/notFound(what:)`` for a path that cannot be a project's.
    func projectPath(_ project: ProjectReference) throws -> APIPath {
        guard let id = project.remoteID, id.isNumber else { return try projectPath(project.path) }
        return APIPath("projects", id)
    }

    /// The path of an issue in the API, by its number within the project (`iid`).
    /// - Throws: ``TrackerError/notFound(what:)`` for a key that is not a number.
    func issuePath(_ key: String, in project: ProjectReference) throws -> APIPath {
        guard key.isNumber else { throw TrackerError.notFound(what: "ticket \(key)") }
        return try projectPath(project).appending("issues", key)
    }

    /// Calls name the project's number.
    package var projectAddressing: ProjectAddressing { .identifier }

    /// The web page of an issue.
    func page(of key: String, in project: ProjectReference) -> String {
        "\(client.root.text.dropLast(GitLab.apiPath.count))/\(project.path)/-/issues/\(key)"
    }
}

extension Character {
    /// Whether paths of groups and projects may hold it.
    fileprivate var isPathCharacter: Bool {
        isASCII && (isLetter || isNumber || self == "-" || self == "_" || self == ".")
    }
}
