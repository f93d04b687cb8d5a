import TrackerKit

extension TrackerConformance {
    static let attachmentCases: [ConformanceCase] = [
        ConformanceCase(
            "attachments are added, listed, read and deleted",
            needs: [.createTickets, .readAttachments, .writeAttachments, .deleteAttachments]
        ) { subject in
            let key = try await subject.makeTicket().key
            let draft = AttachmentDraft(
                filename: "größe 🎉.bin", contentType: "application/octet-stream", content: Array(0...255))
            let added = try await subject.tracker.addAttachment(draft, to: key, in: subject.project)
            try expectEqual(added.filename, draft.filename, for: "filename")
            try expectEqual(added.size, 256, for: "size")
            let listed = try await subject.attachments(of: key)
            try expectEqual(listed.map(\.remoteID), [added.remoteID], for: "identifiers")
            let content = try await subject.tracker.attachmentContent(added.remoteID, of: key, in: subject.project)
            try expectEqual(content, draft, for: "content")
            try await subject.tracker.deleteAttachment(added.remoteID, of: key, in: subject.project)
            try expectEqual(try await subject.attachments(of: key).count, 0, for: "attachments in the end")
            try await expectError("a second deletion", where: TrackerError.isNotFound) {
                try await subject.tracker.deleteAttachment(added.remoteID, of: key, in: subject.project)
            }
        }
    ]
}

extension ConformanceSubject {
    fileprivate func attachments(of key: String) async throws -> [RemoteAttachment] {
        try await everything { try await tracker.attachments(of: key, in: project, page: $0) }
    }
}
