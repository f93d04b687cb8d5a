import HTTPTypes
import Primitives
package import TrackerKit

extension GlitchTipTracker {
    /// The members with access to a Sentry project ([list
    /// members](https://docs.sentry.io/api/projects/list-a-projects-organization-members/)). Members who are only
    /// invited have no account yet and are omitted.
    package func members(of project: ProjectReference, page: PageToken?) async throws -> Page<RemoteMember> {
        try require(.readMembers)
        let list = try await client.list(
            path(project, "members"), what: "members of \(project.path)", cursor: page?.text)
        return try list.reading("id") { try GlitchTip.Member($0).member }
    }
}
