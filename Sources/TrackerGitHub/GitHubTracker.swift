import Primitives
package import TrackerKit

/// GitHub's issues: github.com and Enterprise Server, over the REST API, and over GraphQL where REST has no way.
///
/// Pull requests, which REST lists among the issues, are left out everywhere: their numbers answer `notFound`.
package struct GitHubTracker: IssueTracker {
    /// `github`.
    package static let kind = TrackerKind(rawValue: "github")

    /// What it can do with these credentials.
    package let capabilities: Set<Capability>
    /// Calls the API.
    let client: GitHubClient
    /// The installation whose tokens are used; nil with a personal token.
    let installation: InstallationTokenSource?
    /// Numbers that are known to be issues'.
    let seen = SeenIssues()

    /// Everything that GitHub offers; see `docs/adapters.md` for what it has no way to do.
    static let allCapabilities: Set<Capability> = [
        .listProjects, .createTickets, .updateTickets, .text, .deleteTickets, .changeStatus, .resolution, .assignees,
        .ticketLabels,
        .ticketMilestone, .lock, .parent, .readComments, .writeComments, .updateComments, .deleteComments, .readLabels,
        .writeLabels,
        .readMilestones, .writeMilestones, .readMembers, .writeMembers, .subscribe, .userByID, .userByName,
        .userByEmail, .incrementalList,
        .webhooks, .readTemplates,
    ]

    /// Makes a tracker for a connection.
    /// - Throws: ``TrackerError/unauthorized(_:)`` when the credentials are none of GitHub's.
    init(_ context: TrackerContext) throws {
        let exchange = GitHubExchange(
            endpoints: GitHubEndpoints(baseURL: context.baseURL), transport: context.transport, clock: context.clock)
        switch context.credentials {
        case .token(let token):
            installation = nil
            capabilities = Self.allCapabilities
            client = GitHubClient(exchange: exchange, authorization: PersonalToken(token: token))
        case .githubApp(let appID, let privateKey, let installationID):
            let key = try Self.key(appID: appID, pem: privateKey)
            let source = InstallationTokenSource(exchange: exchange, key: key, installationID: installationID)
            installation = source
            // An installation is no account, so there is nobody to subscribe.
            capabilities = Self.allCapabilities.subtracting([.subscribe])
            client = GitHubClient(exchange: exchange, authorization: source)
        case .none, .keyAndToken:
            throw TrackerError.unauthorized(.withoutCall("GitHub needs a token or an App's key"))
        }
    }

    private static func key(appID: String, pem: String) throws -> AppKey {
        do {
            return try AppKey(appID: appID, pem: pem)
        } catch {
            throw TrackerError.unauthorized(.withoutCall("the App's private key is not an RSA key in PEM"))
        }
    }

    /// Calls name the repository's number, which never changes; only a channel whose number is not known yet is called
    /// by its name.
    package var projectAddressing: ProjectAddressing { .identifier }

    /// The path of a project's repository in the API: `repositories/ID` where the number is known, because a renamed
    /// repository's name may be another one's by now. GitHub's own redirects and page links name repositories so
    /// ([pagination](https://docs.github.com/en/rest/using-the-rest-api/using-pagination-in-the-rest-api)), for every
    /// method.
    /// - Throws: ``TrackerError/notFound(what:)`` for what can be no repository.
    func repository(_ project: ProjectReference) throws -> APIPath {
        guard let id = project.remoteID, id.isNumber else { return try repository(path: project.path) }
        return APIPath("repositories", id)
    }

    /// The path of a repository in the API, from `owner/name`.
    func repository(path: String) throws -> APIPath {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy(\.isRepositoryCharacter) }) else {
            throw TrackerError.notFound(what: "project \(path)")
        }
        return APIPath("repos", parts[0], parts[1])
    }

    /// The path of an issue in the API.
    /// - Throws: ``TrackerError/notFound(what:)`` for what can be no number.
    func issuePath(_ key: String, in project: ProjectReference) throws -> APIPath {
        guard key.isNumber else { throw TrackerError.notFound(what: "ticket \(key)") }
        return try repository(project).appending("issues", key)
    }
}

extension Character {
    /// Whether names of owners and repositories may hold it.
    fileprivate var isRepositoryCharacter: Bool {
        isASCII && (isLetter || isNumber || self == "-" || self == "_" || self == ".")
    }
}
