import TrackerKit

extension TrackerConformance {
    static let commentCases: [ConformanceCase] = [
        ConformanceCase(
            "comments are made, listed in order, changed and deleted",
            needs: [.createTickets, .writeComments, .readComments, .updateComments, .deleteComments]
        ) { subject in
            let key = try await subject.makeTicket().key
            let first = try await subject.comment("First 🎉\r\nsecond line", on: key)
            await subject.tick()
            let second = try await subject.comment("Second", on: key)
            try expectEqual(
                try await subject.comments(of: key).map(\.body), ["First 🎉\r\nsecond line", "Second"], for: "texts")
            try expect(
                first.author != nil && !first.isSystem && !first.isInternal,
                "a comment has an author, and is neither internal nor the system's")
            let changed = try await subject.tracker.updateComment(
                first.remoteID, body: "Changed", on: key, in: subject.project)
            try expectEqual(changed.body, "Changed", for: "text after a change")
            try expectEqual(changed.remoteID, first.remoteID, for: "identifier after a change")
            try await subject.tracker.deleteComment(second.remoteID, on: key, in: subject.project)
            try expectEqual(try await subject.comments(of: key).map(\.body), ["Changed"], for: "texts in the end")
            try expectEqual(
                try await subject.tracker.ticket(key, in: subject.project).commentCount, 1, for: "comment count")
        },
        ConformanceCase("a comment is a change of its ticket", needs: [.createTickets, .writeComments]) { subject in
            guard subject.datesChanges else { return }
            let ticket = try await subject.makeTicket()
            await subject.tick()
            _ = try await subject.comment("Text", on: ticket.key)
            try expect(
                try await subject.tracker.ticket(ticket.key, in: subject.project).updatedAt > ticket.updatedAt,
                "the ticket did not change")
        },
        ConformanceCase(
            "unknown comments, and those of other tickets, are not found",
            needs: [.createTickets, .writeComments, .updateComments, .deleteComments]
        ) { subject in
            let ticket = try await subject.makeTicket("One")
            let other = try await subject.makeTicket("Other")
            let comment = try await subject.comment("Text", on: ticket.key)
            for (id, key) in [
                (comment.remoteID, other.key), ("999999", ticket.key), ("nonsense", ticket.key), ("../1", ticket.key),
            ] {
                try await expectError("update of \(id) on \(key)", where: TrackerError.isNotFound) {
                    _ = try await subject.tracker.updateComment(id, body: "New", on: key, in: subject.project)
                }
                try await expectError("deletion of \(id) on \(key)", where: TrackerError.isNotFound) {
                    try await subject.tracker.deleteComment(id, on: key, in: subject.project)
                }
            }
            try expectEqual(try await subject.comments(of: ticket.key).map(\.body), ["Text"], for: "texts")
        },
        ConformanceCase("an empty comment is refused at /body", needs: [.createTickets, .writeComments]) { subject in
            let key = try await subject.makeTicket().key
            try await expectError("an empty comment", where: TrackerError.isInvalid(at: "/body")) {
                _ = try await subject.comment("", on: key)
            }
        },
        ConformanceCase(
            "more comments than a page holds are all listed once",
            needs: [.createTickets, .writeComments, .readComments]
        ) {
            subject in
            let key = try await subject.makeTicket().key
            for number in 0..<120 { _ = try await subject.comment("Comment \(number)", on: key) }
            try expectEqual(
                try await subject.comments(of: key).map(\.body), (0..<120).map { "Comment \($0)" }, for: "texts")
        },
        ConformanceCase("threads are continued", needs: [.createTickets, .writeComments, .threads]) { subject in
            let key = try await subject.makeTicket().key
            let first = try await subject.comment("Begins a thread", on: key)
            guard let thread = first.threadID else {
                throw ConformanceFailure(description: "a comment without a thread")
            }
            let draft = CommentDraft(body: "Goes on", threadID: thread)
            let second = try await subject.tracker.createComment(draft, on: key, in: subject.project)
            try expectEqual(second.threadID, thread, for: "thread")
        },
        ConformanceCase(
            "internal comments are marked as such", needs: [.createTickets, .writeComments, .internalComments]
        ) { subject in
            let key = try await subject.makeTicket().key
            let draft = CommentDraft(body: "For us", isInternal: true)
            try expect(
                try await subject.tracker.createComment(draft, on: key, in: subject.project).isInternal,
                "the comment is not internal")
            try expectEqual(try await subject.comments(of: key).map(\.isInternal), [true], for: "internal")
        },
    ]
}

extension ConformanceSubject {
    func comment(_ body: String, on key: String) async throws -> RemoteComment {
        try await tracker.createComment(CommentDraft(body: body), on: key, in: project)
    }

    /// All comments of a ticket except system comments.
    func comments(of key: String) async throws -> [RemoteComment] {
        try await everything { try await tracker.comments(of: key, in: project, page: $0) }.filter { !$0.isSystem }
    }
}
