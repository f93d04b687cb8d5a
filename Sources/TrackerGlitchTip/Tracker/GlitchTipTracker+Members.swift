import HTTPTypes
import Primitives
package import TrackerKit

extension GlitchTipTracker {
    /// Who may see a Sentry project ([list
    /// members](https://docs.sentry.io/api/projects/list-a-projects-organization-members/)); whoever is only invited
    /// has no account yet and is left out.
    package func members(of project: ProjectReference, page: PageToken?) async throws -> Page<RemoteMember> {
        try require(.readMembers)
        let list = try await client.list(
            path(project, "members"), what: "members of \(project.path)", cursor: page?.text)
        return try list.reading("id") { try GlitchTip.Member($0).member }
    }
}
