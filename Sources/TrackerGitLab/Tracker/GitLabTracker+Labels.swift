import HTTPTypes
import Primitives
package import TrackerKit

extension GitLabTracker {
    /// The labels of a project and its ancestor groups ([labels](https://docs.gitlab.com/api/labels/)).
    package func labels(of project: ProjectReference, page: PageToken?) async throws -> Page<RemoteLabel> {
        let path = try labelsPath(project).query(["per_page": String(GitLab.maximumPageSize)])
        let list = try await client.list(APICall(.get, path, what: "labels of \(project.path)"), page: page)
        return try list.reading("name", "id", by: Self.label)
    }

    package func createLabel(_ draft: LabelDraft, in project: ProjectReference) async throws -> RemoteLabel {
        if draft.name.value?.contains(",") == true {
            throw TrackerError.invalid("/name", "GitLab's labels can't contain commas")
        }
        let call = APICall(
            .post, try labelsPath(project), body: draft.gitLabBody(nameField: "name"), what: "project \(project.path)")
        return try Self.label(try await client.object(call))
    }

    /// Changes a label of the project. Labels of a group must be changed in the group.
    package func updateLabel(_ name: String, _ draft: LabelDraft, in project: ProjectReference) async throws
        -> RemoteLabel
    {
        if draft.name.value?.contains(",") == true {
            throw TrackerError.invalid("/name", "GitLab's labels can't contain commas")
        }
        let path = try await labelPath(name, in: project)
        let body = draft.gitLabBody(nameField: "new_name")
        if body == [:] { return try Self.label(try await client.object(APICall(.get, path, what: "label \(name)"))) }
        return try Self.label(try await client.object(APICall(.put, path, body: body, what: "label \(name)")))
    }

    /// Deletes a label, also from all issues.
    package func deleteLabel(_ name: String, in project: ProjectReference) async throws {
        try await client.send(APICall(.delete, try await labelPath(name, in: project), what: "label \(name)"))
    }

    private func labelsPath(_ project: ProjectReference) throws -> APIPath {
        try projectPath(project).appending("labels")
    }

    /// The path of a label. GitLab interprets a numeric name as an identifier, so such a label is looked up first.
    private func labelPath(_ name: String, in project: ProjectReference) async throws -> APIPath {
        guard !name.isEmpty else { throw TrackerError.notFound(what: "label") }
        guard name.utf8.allSatisfy({ $0 &- 0x30 < 10 }) else { return try labelsPath(project).appending(name) }
        let found = try await firstFound(in: "labels", pages: { try await labels(of: project, page: $0) }) {
            $0.first { LabelName($0.name) == LabelName(name) }
        }
        guard let found else { throw TrackerError.notFound(what: "label \(name)") }
        return try labelsPath(project).appending(found.remoteID)
    }

    private static func label(_ wire: WireObject) throws -> RemoteLabel {
        guard let label = GitLab.Label(wire.json) else {
            throw TrackerError.malformedResponse(detail: "label without a name")
        }
        return label.label
    }
}
