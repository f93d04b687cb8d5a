import HTTPKit
import HTTPTypes
import Primitives
import TrackerKit

/// GitHub redirects from a repository's old name to its new one, and also to the repository to which an issue was
/// transferred
/// ([transferring an issue](https://docs.github.com/en/issues/tracking-your-work-with-issues/using-issues/transferring-an-issue-to-another-repository)).
/// There, the issue, or another one with the same number, does not belong to this project. Only the repositories' IDs
/// distinguish the two cases.
extension GitHubExchange {
    /// Rejects a redirect from within a repository to a different repository. A redirect of the repository itself is
    /// followed anywhere: the response contains its ID, which the caller compares.
    /// - Throws: ``TrackerError/notFound(what:)`` if the target is in another repository; errors of the lookups.
    func requireSameRepository(_ call: APICall, _ target: String, bearing credential: String) async throws {
        guard let origin = RepositoryTarget(call.target), !origin.rest.isEmpty else { return }
        let missing = TrackerError.notFound(what: call.what)
        guard let destination = RepositoryTarget(target) else { throw missing }
        if origin.identity == destination.identity { return }
        guard let wanted = try await identifier(of: origin.identity, bearing: credential),
            try await identifier(of: destination.identity, bearing: credential) == wanted
        else { throw missing }
    }

    /// The repository's ID. nil if there is no such repository, or the credential can't see it.
    private func identifier(of identity: RepositoryTarget.Identity, bearing credential: String) async throws -> String?
    {
        switch identity {
        case .identifier(let id): return id
        case .name(let owner, let name):
            let call = APICall(.get, APIPath("repos", owner, name), what: "project \(owner)/\(name)")
            do {
                return try WireObject(try await send(call, bearing: credential).json(), call.what).requiredIdentifier(
                    "id")
            } catch TrackerError.notFound {
                return nil
            }
        }
    }
}

/// The repository in a path of the API: `repos/OWNER/NAME/…`, or `repositories/ID/…` as in redirects.
struct RepositoryTarget: Sendable, Hashable {
    /// How a path identifies its repository.
    enum Identity: Sendable, Hashable {
        /// In lower case, because GitHub's names are case-insensitive.
        case name(owner: String, name: String)
        /// The ID, which never changes.
        case identifier(String)
    }

    let identity: Identity
    /// The remaining path. Empty for the repository itself.
    let rest: String

    /// nil if the path is not in a repository.
    init?(_ target: String) {
        let parts = target.prefix { $0 != "?" && $0 != "#" }.split(separator: "/", omittingEmptySubsequences: false)
            .map(String.init)
        if parts.count >= 3, parts[0] == "repos" {
            identity = .name(owner: parts[1].lowercased(), name: parts[2].lowercased())
            rest = parts.dropFirst(3).joined(separator: "/")
        } else if parts.count >= 2, parts[0] == "repositories", parts[1].isNumber {
            identity = .identifier(parts[1])
            rest = parts.dropFirst(2).joined(separator: "/")
        } else {
            return nil
        }
    }
}
