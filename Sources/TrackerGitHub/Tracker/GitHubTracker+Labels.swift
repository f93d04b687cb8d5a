import HTTPTypes
import Primitives
package import TrackerKit

extension GitHubTracker {
    package func labels(of project: ProjectReference, page: PageToken?) async throws -> Page<RemoteLabel> {
        let path = try labelsPath(project).query(["per_page": String(GitHub.maximumPageSize)])
        let list = try await client.list(APICall(.get, path, what: "labels of \(project.path)"), page: page)
        return try list.reading("name", "id", by: Self.label)
    }

    package func createLabel(_ draft: LabelDraft, in project: ProjectReference) async throws -> RemoteLabel {
        let call = APICall(
            .post, try labelsPath(project), body: draft.gitHubBody(nameField: "name"), what: "project \(project.path)")
        return try Self.label(try await client.object(call))
    }

    package func updateLabel(_ name: String, _ draft: LabelDraft, in project: ProjectReference) async throws
        -> RemoteLabel
    {
        let path = try labelsPath(project).appending(name)
        let call = APICall(.patch, path, body: draft.gitHubBody(nameField: "new_name"), what: "label \(name)")
        return try Self.label(try await client.object(call))
    }

    /// Also removes the label from its tickets.
    package func deleteLabel(_ name: String, in project: ProjectReference) async throws {
        try await client.send(APICall(.delete, try labelsPath(project).appending(name), what: "label \(name)"))
    }

    private func labelsPath(_ project: ProjectReference) throws -> APIPath {
        try repository(project).appending("labels")
    }

    private static func label(_ wire: WireObject) throws -> RemoteLabel {
        guard let label = GitHub.Label(wire.json) else {
            throw TrackerError.malformedResponse(detail: "label without a name")
        }
        return label.label
    }
}
