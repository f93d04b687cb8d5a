import HTTPKit
import HTTPTypes
import Primitives
package import TrackerKit

extension TrelloTracker {
    /// The files and links of a card, in one page, because Trello returns them in one response.
    package func attachments(of key: String, in project: ProjectReference, page: PageToken?) async throws -> Page<
        RemoteAttachment
    > {
        try requireOnlyPage(page)
        let path = APIPath("cards", try await cardID(key, in: project), "attachments")
        return try await client.objects(APICall(.get, path, what: "ticket \(key)")).reading("id") {
            try Trello.Attachment($0).attachment
        }
    }

    package func addAttachment(_ draft: AttachmentDraft, to key: String, in project: ProjectReference) async throws
        -> RemoteAttachment
    {
        guard draft.filename.utf16.count <= Self.longestName else {
            throw TrackerError.invalid("/filename", "must be at most \(Self.longestName) characters long")
        }
        var form = MultipartForm(bits: newBits())
        form.add("name", draft.filename)
        form.add("mimeType", draft.contentType)
        form.add("file", draft)
        let path = APIPath("cards", try await cardID(key, in: project), "attachments")
        var call = APICall(.post, path, what: "ticket \(key)")
        call.body = form.body
        return try Trello.Attachment(try await client.object(call)).attachment
    }

    /// Downloads a file. Throws `conflict` for a link to another site.
    package func attachmentContent(_ id: String, of key: String, in project: ProjectReference) async throws
        -> AttachmentDraft
    {
        let (path, attachment) = try await attachment(id, of: key, in: project)
        guard attachment.isUpload else {
            throw TrackerError.conflict(.withoutCall("the attachment is a link to another site"))
        }
        let download = path.appending("download", attachment.fileName ?? attachment.name)
        let file = try await client.file(APICall(.get, download, what: "attachment \(id)"))
        let type = attachment.mimeType ?? file.headers[.contentType] ?? "application/octet-stream"
        return AttachmentDraft(filename: attachment.name, contentType: type, content: file.body)
    }

    /// Deletes a file or link.
    package func deleteAttachment(_ id: String, of key: String, in project: ProjectReference) async throws {
        let (path, _) = try await attachment(id, of: key, in: project)
        try await client.send(APICall(.delete, path, what: "attachment \(id)"))
    }

    /// The maximum length of a file name, in UTF-16 units
    /// ([attachments](https://developer.atlassian.com/cloud/trello/rest/api-group-cards/)).
    private static let longestName = 256

    private func attachment(
        _ id: String, of key: String, in project: ProjectReference
    ) async throws -> (path: APIPath, attachment: Trello.Attachment) {
        guard id.isTrelloID else { throw TrackerError.notFound(what: "attachment \(id)") }
        let path = APIPath("cards", try await cardID(key, in: project), "attachments", id)
        return (path, try Trello.Attachment(try await client.object(APICall(.get, path, what: "attachment \(id)"))))
    }
}
