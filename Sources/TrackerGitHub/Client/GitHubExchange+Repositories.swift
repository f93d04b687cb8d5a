import HTTPKit
import HTTPTypes
import Primitives
import TrackerKit

/// Redirects lead to a repository's new name, and also to the repository that an issue was transferred to
/// ([transferring an
/// issue](https://docs.github.com/en/issues/tracking-your-work-with-issues/using-issues/transferring-an-issue-to-another-repository)),
/// where its number, or another issue of the same number, is not this project's. Only the identifiers of the
/// repositories tell the two apart.
extension GitHubExchange {
    /// Refuses a redirect of something in a repository that leads into another repository. The repository itself is
    /// followed wherever it is: its identifier is in the answer, and the caller compares that.
    /// - Throws: ``TrackerError/notFound(what:)`` as the repository that was called no longer has it; and whatever a
    ///   lookup throws.
    func requireSameRepository(_ call: APICall, _ target: String, bearing credential: String) async throws {
        guard let origin = RepositoryTarget(call.target), !origin.rest.isEmpty else { return }
        let missing = TrackerError.notFound(what: call.what)
        guard let destination = RepositoryTarget(target) else { throw missing }
        if origin.place == destination.place { return }
        guard let wanted = try await identifier(of: origin.place, bearing: credential),
            try await identifier(of: destination.place, bearing: credential) == wanted
        else { throw missing }
    }

    /// The identifier of a repository; nil when there is none that the credential may see.
    private func identifier(of place: RepositoryTarget.Place, bearing credential: String) async throws -> String? {
        switch place {
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

/// The repository that a target of the API lies in: `repos/OWNER/NAME/…`, or `repositories/ID/…` as redirects spell it.
struct RepositoryTarget: Sendable, Hashable {
    /// How a target names its repository.
    enum Place: Sendable, Hashable {
        /// By owner and name, in lower case: GitHub's names are compared so.
        case name(owner: String, name: String)
        /// By the number that never changes.
        case identifier(String)
    }

    /// The repository.
    let place: Place
    /// What follows it; empty for the repository itself.
    let rest: String

    /// Reads a target; nil for one in no repository.
    init?(_ target: String) {
        let parts = target.prefix { $0 != "?" && $0 != "#" }.split(separator: "/", omittingEmptySubsequences: false)
            .map(String.init)
        if parts.count >= 3, parts[0] == "repos" {
            place = .name(owner: parts[1].lowercased(), name: parts[2].lowercased())
            rest = parts.dropFirst(3).joined(separator: "/")
        } else if parts.count >= 2, parts[0] == "repositories", parts[1].isNumber {
            place = .identifier(parts[1])
            rest = parts.dropFirst(2).joined(separator: "/")
        } else {
            return nil
        }
    }
}
