import HTTPTypes
import Primitives
public import TrackerKit

/// Description templates of issues, read with the [project templates API](https://docs.gitlab.com/api/project_templates/): those of the
/// project and, where the edition has them, of the group and the instance above it.
extension GitLabTracker {
    /// The templates that a new issue of the project offers.
    public func templateFiles(in project: ProjectReference) async throws -> [RemoteTemplateFile] {
        let path = try projectPath(project).appending("templates", "issues")
        var keys: [(key: String, name: String)] = []
        let call = APICall(.get, path.query(["per_page": String(GitLab.maximumPageSize)]), what: "templates of \(project.path)")
        let pages: (PageToken?) async throws -> Page<WireObject> = { try await client.list(call, page: $0) }
        _ = try await firstFound(in: call.what, pages: pages) { items -> Bool? in
            keys += items.compactMap { item in
                guard let name = item.string("name") ?? item.string("key") else { return nil }
                return (item.string("key") ?? name, name)
            }
            return keys.count < RemoteTemplateFile.maximumCount ? nil : true
        }
        var files: [RemoteTemplateFile] = []
        for (key, name) in keys.prefix(RemoteTemplateFile.maximumCount) {
            let call = APICall(.get, path.appending(key), what: "template \(name)")
            guard let content = try await client.objectIfFound(call)?.string("content") else { continue }
            files.append(RemoteTemplateFile(path: ".gitlab/issue_templates/\(name).md", content: content))
        }
        return files
    }
}
