import HTTPTypes
import Primitives
package import TrackerKit

/// Templates are files in the repository's default branch, read with
/// [repository contents](https://docs.github.com/en/rest/repos/contents#get-repository-content).
extension GitHubTracker {
    /// The files in `.github/ISSUE_TEMPLATE/`, and the legacy `.github/ISSUE_TEMPLATE.md`. If a repository has neither,
    /// those of its owner's public repository `.github`
    /// ([default community health files](https://docs.github.com/en/communities/setting-up-your-project-for-healthy-contributions/creating-a-default-community-health-file)).
    package func templateFiles(in project: ProjectReference) async throws -> [RemoteTemplateFile] {
        if let own = try await ownTemplateFiles(of: project) { return own }
        // GitHub also responds with 404 if the repository is no longer visible, which must not look like a repository
        // without templates. This read throws in that case.
        let present =
            if let id = project.remoteID { try await self.project(remoteID: id) } else {
                try await self.project(project.path)
            }
        guard let defaults = try await defaults(for: present) else { return [] }
        return try await ownTemplateFiles(of: defaults) ?? []
    }

    /// The repository with the default files of a repository's owner. nil if there is none that GitHub would use. It
    /// must be public.
    private func defaults(for project: RemoteProject) async throws -> ProjectReference? {
        guard let owner = project.path.split(separator: "/").first else { return nil }
        let path = "\(owner)/.github"
        guard path.lowercased() != project.path.lowercased() else { return nil }
        let call = APICall(.get, try repository(path: path), what: "project \(path)")
        do {
            // A renamed repository is still found by redirect, but GitHub does not use it.
            guard let found = try await client.objectIfFound(call), found.bool("private") == false,
                found.string("full_name")?.lowercased() == path.lowercased()
            else { return nil }
            return ProjectReference(path: path)
        } catch TrackerError.forbidden {
            // Missing access to the owner's defaults must not make the repository's own templates fail.
            return nil
        }
    }

    /// The repository's own templates. nil if it has none. Any file in `.github/ISSUE_TEMPLATE/` counts, whatever its
    /// type, as in GitHub.
    private func ownTemplateFiles(of project: ProjectReference) async throws -> [RemoteTemplateFile]? {
        guard let top = try await entries(of: [".github"], in: project) else { return nil }
        var found = top.filter { $0.isFile && $0.name.lowercased() == "issue_template.md" }.map {
            (path: [".github", $0.name], size: $0.size)
        }
        var hasOwn = !found.isEmpty
        if let directory = top.first(where: { !$0.isFile && $0.name == "ISSUE_TEMPLATE" }) {
            let files = try await entries(of: [".github", directory.name], in: project) ?? []
            hasOwn = hasOwn || !files.isEmpty
            found += files.filter(\.isTemplate).map { (path: [".github", directory.name, $0.name], size: $0.size) }
        }
        guard hasOwn else { return nil }
        var read: [RemoteTemplateFile] = []
        for (index, file) in found.enumerated() {
            let path = file.path.joined(separator: "/")
            if index >= RemoteTemplateFile.maximumCount {
                read.append(RemoteTemplateFile(path: path, refusal: RemoteTemplateFile.tooMany))
            } else if file.size > Int64(RemoteTemplateFile.maximumBytes) {
                read.append(RemoteTemplateFile(path: path, refusal: RemoteTemplateFile.tooLarge))
            } else if let file = try await self.file(file.path, in: project) {
                read.append(file)
            }
        }
        return read
    }

    private struct Entry {
        var name: String
        var isFile: Bool
        var size: Int64

        /// Whether GitHub would show it as a form or template.
        var isTemplate: Bool {
            let name = name.lowercased()
            return isFile && [".yml", ".yaml", ".md"].contains(where: name.hasSuffix)
        }
    }

    /// The entries of a directory. nil if it does not exist.
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

    /// Reads a file. nil if it was deleted in the meantime. If GitHub omits the content or it is not UTF-8, the result
    /// has a `refusal` instead.
    private func file(_ path: [String], in project: ProjectReference) async throws -> RemoteTemplateFile? {
        let name = path.joined(separator: "/")
        let call = APICall(.get, try contents(path, project), what: "file \(name)")
        guard let file = try await client.objectIfFound(call) else { return nil }
        guard file.string("encoding") == "base64", let text = file.string("content"),
            let bytes = Base64.decoded(text.filter { !$0.isWhitespace })
        else { return RemoteTemplateFile(path: name, refusal: "is sent by GitHub without its content") }
        guard bytes.count <= RemoteTemplateFile.maximumBytes else {
            return RemoteTemplateFile(path: name, refusal: RemoteTemplateFile.tooLarge)
        }
        guard let content = String(validating: bytes, as: UTF8.self) else {
            return RemoteTemplateFile(path: name, refusal: RemoteTemplateFile.noText)
        }
        return RemoteTemplateFile(path: name, content: content)
    }

    private func contents(_ path: [String], _ project: ProjectReference) throws -> APIPath {
        path.reduce(try repository(project).appending("contents")) { $0.appending($1) }
    }
}
