package import HTTPKit
import Primitives
package import TrackerKit

/// The adapter for issues of github.com and Enterprise Server. Uses the REST API, and GraphQL for what REST can't do.
///
/// Pull requests, which the REST API lists among the issues, are excluded everywhere: their numbers throw `notFound`.
package struct GitHubTracker: IssueTracker {
    package static let kind = TrackerKind(rawValue: "github")

    /// The capabilities with these credentials.
    package let capabilities: Set<Capability>
    private(set) var client: GitHubClient
    /// The installation that issues the tokens. nil with a personal token.
    let installation: InstallationTokenSource?
    /// Numbers known to be issues rather than pull requests.
    let seen = SeenIssues()

    /// All capabilities of GitHub. `docs/adapters.md` lists what it does not support.
    static let allCapabilities: Set<Capability> = [
        .listProjects, .createTickets, .updateTickets, .text, .deleteTickets, .changeStatus, .resolution, .assignees,
        .ticketLabels,
        .ticketMilestone, .lock, .parent, .readComments, .writeComments, .updateComments, .deleteComments, .readLabels,
        .writeLabels,
        .readMilestones, .writeMilestones, .readMembers, .writeMembers, .subscribe, .userByID, .userByName,
        .userByEmail, .incrementalList,
        .webhooks, .readTemplates,
    ]

    /// - Throws: ``TrackerError/unauthorized(_:)`` if the credentials are not of a type that GitHub uses.
    init(_ context: TrackerContext) throws {
        let exchange = GitHubExchange(
            endpoints: GitHubEndpoints(baseURL: context.baseURL), transport: context.transport, clock: context.clock)
        switch GitHubCredentials(context.credentials) {
        case .token(let token)?:
            installation = nil
            capabilities = Self.allCapabilities
            client = GitHubClient(exchange: exchange, authorization: PersonalToken(token: token))
        case .app(let appID, let privateKey, let installationID)?:
            let key = try Self.key(appID: appID, pem: privateKey)
            let source = InstallationTokenSource(exchange: exchange, key: key, installationID: installationID)
            installation = source
            // An installation is not an account, so it can't be subscribed.
            capabilities = Self.allCapabilities.subtracting([.subscribe])
            client = GitHubClient(exchange: exchange, authorization: source)
        case nil:
            throw TrackerError.unauthorized(.withoutCall("GitHub requires a token or an App's key"))
        }
    }

    private static func key(appID: String, pem: String) throws -> AppKey {
        do {
            return try AppKey(appID: appID, pem: pem)
        } catch {
            throw TrackerError.unauthorized(.withoutCall("the App's private key is not an RSA key in PEM"))
        }
    }

    package func sharingReads(_ sharing: ReadSharing) -> any IssueTracker {
        var tracker = self
        tracker.client.exchange.transport = client.exchange.transport.sharingReads(sharing)
        return tracker
    }

    /// Calls identify a repository by its ID, which never changes. The name is used only for a channel whose repository
    /// ID is not known yet.
    package var projectAddressing: ProjectAddressing { .identifier }

    /// The API path of a project's repository. Uses `repositories/ID` if the ID is known, because the name of a renamed
    /// repository may have been reused. GitHub's redirects and page links use this form
    /// ([pagination](https://docs.github.com/en/rest/using-the-rest-api/using-pagination-in-the-rest-api)), for every
    /// method.
    /// - Throws: ``TrackerError/notFound(what:)`` if the reference is not a valid repository name.
    func repository(_ project: ProjectReference) throws -> APIPath {
        guard let id = project.remoteID, id.isNumber else { return try repository(path: project.path) }
        return APIPath("repositories", id)
    }

    /// The API path of a repository, from `owner/name`.
    func repository(path: String) throws -> APIPath {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy(\.isRepositoryCharacter) }) else {
            throw TrackerError.notFound(what: "project \(path)")
        }
        return APIPath("repos", parts[0], parts[1])
    }

    /// The API path of an issue.
    /// - Throws: ``TrackerError/notFound(what:)`` if the key is not a number.
    func issuePath(_ key: String, in project: ProjectReference) throws -> APIPath {
        guard key.isNumber else { throw TrackerError.notFound(what: "ticket \(key)") }
        return try repository(project).appending("issues", key)
    }
}

extension Character {
    /// Whether names of owners and repositories may contain it.
    fileprivate var isRepositoryCharacter: Bool {
        isASCII && (isLetter || isNumber || self == "-" || self == "_" || self == ".")
    }
}
