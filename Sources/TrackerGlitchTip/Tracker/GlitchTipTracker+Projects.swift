import HTTPKit
import HTTPTypes
import Primitives
package import TrackerKit

extension GlitchTipTracker {
    /// Lists the organisations, which every useful token may; then requests the API's root for the token's account,
    /// which some servers do not return.
    package func verify() async throws -> Verification {
        _ = try await client.list(GlitchTip.path("organizations"), what: "organizations", limit: 1)
        guard let root = try? await client.object(APICall(.get, GlitchTip.path(), what: "the account")) else {
            return Verification(account: nil)
        }
        let account = root.object("user").flatMap { try? GlitchTip.Actor($0) }?.user
        let scopes = (root.object("auth")?["scopes"]?.arrayValue ?? []).compactMap(\.stringValue).sorted()
        return Verification(
            account: account, scopes: scopes,
            unavailable: scopes.isEmpty ? [] : dialect.needs.unavailable(of: capabilities, granted: Set(scopes)))
    }

    /// All projects that the token can access, in any organisation.
    package func projects(page: PageToken?) async throws -> Page<RemoteProject> {
        let list = try await client.list(GlitchTip.path("projects"), what: "projects", cursor: page?.text)
        return try list.reading("slug", "id") { wire in
            let project = try GlitchTip.Project(wire)
            // Part of the project's path; without it, the project cannot be requested.
            guard let organization = project.organization else {
                throw TrackerError.malformedResponse(detail: "project.organization.slug is missing")
            }
            return project.project(in: organization, on: client.site)
        }
    }

    /// A project by `org/project`.
    package func project(_ path: String) async throws -> RemoteProject {
        let name = try GlitchTip.ProjectName(path)
        let call = APICall(.get, GlitchTip.path("projects", name.organization, name.project), what: "project \(path)")
        let project = try GlitchTip.Project(try await client.object(call)).project(
            in: name.organization, on: client.site)
        directory.note(project: path, project.remoteID)
        return project
    }

    /// A project by its number, even if it was renamed. The API accepts only slugs, so the list of projects is
    /// searched.
    package func project(remoteID: String) async throws -> RemoteProject {
        let found = try await firstFound(in: "projects", pages: { try await projects(page: $0) }) { list in
            list.first { $0.remoteID == remoteID }
        }
        guard let found else { throw TrackerError.notFound(what: "project \(remoteID)") }
        return found
    }

    /// The number of a project, which distinguishes it from one with the same name in another organisation.
    /// - Throws: ``TrackerError/notFound(what:)`` for an unknown project, for which most lists are merely empty.
    func projectID(_ reference: ProjectReference) async throws -> String {
        if let known = reference.remoteID ?? directory.project(reference.path) { return known }
        return try await project(reference.path).remoteID
    }

    /// The path of a resource below a project.
    func path(_ project: ProjectReference, _ segments: String...) throws -> APIPath {
        let name = try GlitchTip.ProjectName(project.path)
        return GlitchTip.path(["projects", name.organization, name.project] + segments)
    }

    /// The path of a resource below an issue. GlitchTip has it at `/issues/ID/`, and responds 405 to the path that
    /// Sentry documents, `/organizations/ORG/issues/ID/`.
    func path(issue id: String, in project: ProjectReference, _ segments: String...) throws -> APIPath {
        let name = try GlitchTip.ProjectName(project.path)
        let parents = dialect == .sentry ? ["organizations", name.organization] : []
        return GlitchTip.path(parents + ["issues", id] + segments)
    }
}
