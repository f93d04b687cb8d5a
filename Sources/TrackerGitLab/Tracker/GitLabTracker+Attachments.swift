import HTTPKit
import HTTPTypes
import Primitives
package import TrackerKit

/// Uploaded files belong to a project. An issue's attachments are the files that its description and comments link to
/// ([Markdown uploads](https://docs.gitlab.com/api/project_markdown_uploads/)), except internal comments, which not
/// every reader of the ticket may see. Reading and deleting files requires GitLab 17.4.
extension GitLabTracker {
    package func attachments(of key: String, in project: ProjectReference, page: PageToken?) async throws -> Page<
        RemoteAttachment
    > {
        let list = try await references(on: key, in: project, page: page)
        return list.map { $0.attachment(self.page(of: key, in: project)) }
    }

    /// Uploads a file and links to it in a new comment, because changing the description could overwrite a concurrent
    /// change.
    package func addAttachment(_ draft: AttachmentDraft, to key: String, in project: ProjectReference) async throws
        -> RemoteAttachment
    {
        _ = try await issue(key, in: project)
        var call = APICall(.post, try projectPath(project).appending("uploads"), what: "project \(project.path)")
        var form = MultipartForm(bits: newBits())
        form.add("file", draft)
        call.body = form.body
        let url = try await client.object(call).requiredString("url")
        let link = GitLab.UploadLink.markdown(name: draft.filename, url: url)
        guard let added = GitLab.UploadLink.links(in: link).first else {
            throw TrackerError.malformedResponse(detail: "upload.url is not an upload")
        }
        let comment = try await note(["body": .string(link)], on: key, in: project)
        return RemoteAttachment(
            remoteID: added.id, filename: added.name, url: address(of: added, key, project),
            contentType: draft.contentType,
            size: Int64(draft.content.count), createdAt: comment.lacksTimes ? nil : comment.createdAt,
            author: comment.author)
    }

    /// The content of a file that the ticket links to.
    package func attachmentContent(_ id: String, of key: String, in project: ProjectReference) async throws
        -> AttachmentDraft
    {
        let reference = try await reference(id, on: key, in: project)
        let response = try await client.send(APICall(.get, try uploadPath(id, in: project), what: "attachment \(id)"))
        let type = response.headers[.contentType].map { String($0.prefix { $0 != ";" }) } ?? "application/octet-stream"
        return AttachmentDraft(filename: reference.link.name, contentType: type, content: response.body)
    }

    /// Deletes a file and replaces the link to it by a note. A comment that contains only the link is deleted too.
    ///
    /// The rest of the text belongs to other people, and GitLab executes quick actions also when a text is edited
    /// ([quick actions](https://docs.gitlab.com/user/project/quick_actions/)). Without the link, what surrounds it
    /// could become one (`/[f](…)close`), or a code block around one could end. All active syntax of the text is
    /// therefore neutralized.
    package func deleteAttachment(_ id: String, of key: String, in project: ProjectReference) async throws {
        let reference = try await reference(id, on: key, in: project)
        do {
            try await client.send(APICall(.delete, try uploadPath(id, in: project), what: "attachment \(id)"))
        } catch TrackerError.notFound {
            // The file was already deleted; only the link is left.
        }
        let rest = reference.text.replacing(reference.link.markdown, with: "")
        let page = if let issue = reference.issue { issue.webURL } else { try await issue(key, in: project).webURL }
        let text = inert(reference.text.replacing(reference.link.markdown, with: Self.deletedFile), on: page)
        if let note = reference.note, !rest.contains(where: { !$0.isWhitespace }) {
            try await deleteComment(note.id, on: key, in: project)
        } else if let note = reference.note {
            let path = try issuePath(key, in: project).appending("notes", note.id)
            try await client.send(APICall(.put, path, body: ["body": .string(text)], what: "comment \(note.id)"))
        } else {
            _ = try await put(["description": .string(text)], to: key, in: project)
        }
    }

    /// Replaces the link to a deleted file.
    private static let deletedFile = "(file deleted)"

    /// A text of other people that can be written with the gateway's token.
    /// - Parameter page: The URL of the issue's page, whose host may differ from the API's.
    private func inert(_ text: String, on page: String) -> String {
        GitLabDriver().textRules(baseURL: client.root.text, page: page).inert(.foreign(text))
    }

    private func uploadPath(_ id: String, in project: ProjectReference) throws -> APIPath {
        guard let parts = GitLab.UploadLink.parts(of: id) else { throw TrackerError.notFound(what: "attachment \(id)") }
        return try projectPath(project).appending("uploads", parts.secret, parts.file)
    }

    private func address(of link: GitLab.UploadLink, _ key: String, _ project: ProjectReference) -> String {
        UploadReference(link: link, text: "", note: nil, issue: nil).address(page(of: key, in: project))
    }

    /// The links in the description (with the first page) and in a page of threads.
    private func references(on key: String, in project: ProjectReference, page: PageToken?) async throws -> Page<
        UploadReference
    > {
        var references: [UploadReference] = []
        if page == nil {
            let issue = try await issue(key, in: project)
            let text = issue.description ?? ""
            references = GitLab.UploadLink.links(in: text).map {
                UploadReference(link: $0, text: text, note: nil, issue: issue)
            }
        }
        let list = try await discussions(of: key, in: project, page: page)
        for note in list.items.flatMap(\.notes) where !note.isSystem && !note.isInternal {
            references += GitLab.UploadLink.links(in: note.body).map {
                UploadReference(link: $0, text: note.body, note: note, issue: nil)
            }
        }
        var result = Page(items: references, next: list.next, isUnchanged: false)
        // A text that cannot be read may link to files; only a complete list shows which files are gone.
        result.skipped = list.skipped + list.items.flatMap(\.skipped)
        result.rereads = list.rereads
        return result
    }

    /// Finds the link to a file, because only files that the ticket links to are its attachments.
    private func reference(_ id: String, on key: String, in project: ProjectReference) async throws -> UploadReference {
        guard GitLab.UploadLink.parts(of: id) != nil else { throw TrackerError.notFound(what: "attachment \(id)") }
        let pages: (PageToken?) async throws -> Page<UploadReference> = {
            try await references(on: key, in: project, page: $0)
        }
        let found = try await firstFound(in: "threads", pages: pages) { $0.first { $0.link.id == id } }
        guard let found else { throw TrackerError.notFound(what: "attachment \(id)") }
        return found
    }
}

/// A link to a file, and the text that contains it.
private struct UploadReference: Sendable {
    var link: GitLab.UploadLink
    var text: String
    /// The comment; nil for the description.
    var note: GitLab.Note?
    /// The issue, if the link is in its description.
    var issue: GitLab.Issue?

    /// - Parameter page: The URL of the issue's page, which has the same prefix as that of the file.
    func address(_ page: String) -> String {
        let project = page.firstRange(of: "/-/issues/").map { page[..<$0.lowerBound] } ?? page[...]
        return "\(project)/uploads/\(link.id)"
    }

    func attachment(_ page: String) -> RemoteAttachment {
        RemoteAttachment(
            remoteID: link.id, filename: link.name, url: address(page),
            createdAt: note.flatMap { $0.lacksTimes ? nil : $0.createdAt }
                ?? issue.flatMap { $0.lacksTimes ? nil : $0.createdAt },
            author: (note?.author ?? issue?.author)?.user)
    }
}
