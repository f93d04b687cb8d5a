import HTTPKit
import HTTPTypes
import Primitives
package import TrackerKit

/// Description templates of issues, read with the [project templates
/// API](https://docs.gitlab.com/api/project_templates/): those of the project and, if the edition supports them, of its
/// group and the instance.
extension GitLabTracker {
    /// The templates offered for a new issue of the project.
    package func templateFiles(in project: ProjectReference) async throws -> [RemoteTemplateFile] {
        let path = try projectPath(project).appending("templates", "issues")
        var keys: [(key: String, name: String)] = []
        let call = APICall(
            .get, path.query(["per_page": String(GitLab.maximumPageSize)]), what: "templates of \(project.path)")
        let pages: (PageToken?) async throws -> Page<WireObject> = { try await client.list(call, page: $0) }
        _ = try await firstFound(in: call.what, pages: pages) { items -> Bool? in
            keys += items.compactMap { item in
                guard let name = item.string("name") ?? item.string("key") else { return nil }
                return (item.string("key") ?? name, name)
            }
            return keys.count < RemoteTemplateFile.maximumCount ? nil : true
        }
        var files: [RemoteTemplateFile] = []
        for (index, (key, name)) in keys.enumerated() {
            let file = ".gitlab/issue_templates/\(name).md"
            guard index < RemoteTemplateFile.maximumCount else {
                files.append(RemoteTemplateFile(path: file, refusal: RemoteTemplateFile.tooMany))
                continue
            }
            let call = APICall(.get, path.appending(key), what: "template \(name)")
            if let read = try await self.file(file, call) { files.append(read) }
        }
        return files
    }

    /// Reads a template; nil if it was deleted meanwhile. A template that is too large or malformed, or that GitLab
    /// cannot send (it responds 500 for text that JSON cannot represent), does not affect the others.
    private func file(_ path: String, _ call: APICall) async throws -> RemoteTemplateFile? {
        do {
            guard let template = try await client.objectIfFound(call) else { return nil }
            guard let content = template.string("content") else {
                return RemoteTemplateFile(path: path, refusal: "has no text")
            }
            guard content.utf8.count <= RemoteTemplateFile.maximumBytes else {
                return RemoteTemplateFile(path: path, refusal: RemoteTemplateFile.tooLarge)
            }
            return RemoteTemplateFile(path: path, content: content)
        } catch TrackerError.malformedResponse {
            return RemoteTemplateFile(path: path, refusal: "is sent by GitLab in an unreadable form")
        } catch TrackerError.upstream(let failure) where failure.status == 500 {
            return RemoteTemplateFile(path: path, refusal: "can't be read, because GitLab responds with status 500")
        } catch TrackerError.unreachable(let error) where error.kind == .responseTooLarge {
            return RemoteTemplateFile(path: path, refusal: RemoteTemplateFile.tooLarge)
        }
    }
}
