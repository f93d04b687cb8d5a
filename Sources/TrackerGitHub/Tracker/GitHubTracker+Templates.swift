import HTTPTypes
import Primitives
public import TrackerKit

/// Templates are files of the repository's default branch, read with
/// [repository contents](https://docs.github.com/en/rest/repos/contents#get-repository-content).
extension GitHubTracker {
    /// The files of `.github/ISSUE_TEMPLATE/`, and `.github/ISSUE_TEMPLATE.md` from before there was that directory.
    public func templateFiles(in project: ProjectReference) async throws -> [RemoteTemplateFile] {
        let top = try await entries(of: [".github"], in: project)
        guard let top else {
            // GitHub says "not found" also of a repository that it no longer shows: that is no empty directory.
            _ = try await self.project(project.path)
            return []
        }
        var paths = top.filter { $0.isFile && $0.name.lowercased() == "issue_template.md" }.map { [".github", $0.name] }
        if let directory = top.first(where: { !$0.isFile && $0.name == "ISSUE_TEMPLATE" }) {
            let files = try await entries(of: [".github", directory.name], in: project) ?? []
            paths += files.filter(\.isTemplate).map { [".github", directory.name, $0.name] }
        }
        var read: [RemoteTemplateFile] = []
        for path in paths.prefix(RemoteTemplateFile.maximumCount) {
            if let content = try await content(of: path, in: project) {
                read.append(RemoteTemplateFile(path: path.joined(separator: "/"), content: content))
            }
        }
        return read
    }

    private struct Entry {
        var name: String
        var isFile: Bool
        var size: Int64

        /// Whether GitHub would show it as a form or a template.
        var isTemplate: Bool {
            let name = name.lowercased()
            return isFile && size <= Int64(RemoteTemplateFile.maximumBytes) && [".yml", ".yaml", ".md"].contains(where: name.hasSuffix)
        }
    }

    /// What a directory holds; nil where there is none.
    private func entries(of path: [String], in project: ProjectReference) async throws -> [Entry]? {
        do {
            let call = APICall(.get, try contents(path, project), what: "files of \(project.path)")
            return try await client.list(call, page: nil).items.compactMap { entry in
                guard let name = entry.string("name"), let type = entry.string("type") else { return nil }
                return Entry(name: name, isFile: type == "file", size: entry.json["size"]?.integerValue ?? 0)
            }
        } catch TrackerError.notFound {
            return nil
        }
    }

    /// The text of a file; nil when it is gone meanwhile, or is no text.
    private func content(of path: [String], in project: ProjectReference) async throws -> String? {
        let call = APICall(.get, try contents(path, project), what: "file \(path.joined(separator: "/"))")
        guard let file = try await client.objectIfFound(call), file.string("encoding") == "base64",
            let text = file.string("content"), let bytes = Base64.decoded(text.filter { !$0.isWhitespace })
        else { return nil }
        return String(validating: bytes, as: UTF8.self)
    }

    private func contents(_ path: [String], _ project: ProjectReference) throws -> APIPath {
        path.reduce(try repository(project).appending("contents")) { $0.appending($1) }
    }
}
