import Primitives
import TrackerKit

extension TrackerConformance {
    static let ticketCases: [ConformanceCase] = [
        ConformanceCase("a new ticket reads back as it was made", needs: [.createTickets]) { subject in
            let made = try await subject.makeTicket("A title", body: "A *body*")
            try expectEqual(made.title, "A title", for: "title")
            try expectEqual(made.body, "A *body*", for: "body")
            try expectEqual(made.status, .open, for: "status")
            try expectEqual(made.resolution, nil, for: "resolution")
            try expectEqual(made.commentCount, 0, for: "comment count")
            try expect(!made.remoteID.isEmpty && !made.key.isEmpty, "a ticket has an identifier and a key")
            try expect(!made.url.isEmpty || !subject.hasDirectory, "a ticket has a page")
            try expect(made.remoteData.objectValue?.isEmpty == false, "a ticket has the tracker's own JSON")
            let read = try await subject.tracker.ticket(made.key, in: subject.project)
            try expectEqual(read.remoteID, made.remoteID, for: "identifier")
            try expectEqual(read.title, made.title, for: "title read back")
            try expectEqual(read.body, made.body, for: "body read back")
            try expectEqual(read.createdAt, made.createdAt, for: "time of creation")
        },
        ConformanceCase(
            "texts survive whole: emoji, right-to-left, combining marks, CRLF, HTML, as long as may be",
            needs: [.createTickets]
        ) {
            subject in
            let texts = [
                "line one\r\nline two\r\n\r\nline four", "naïve 日本語 العربية 👩‍👩‍👧‍👦 e\u{301} \u{202E}x",
                "<b>&amp;</b> \\\" 'quoted' `code` ${x} %41 + ?",
                "    indented\n\ttabbed\n\n\n", String(repeating: "0123456789abcdef", count: subject.longestBody / 16),
            ]
            for text in texts {
                let made = try await subject.makeTicket("Ünïcode 🎉 \\ \" < %2F", body: text)
                let read = try await subject.tracker.ticket(made.key, in: subject.project)
                try expect(
                    read.body.utf8.elementsEqual(text.utf8),
                    "the body \(text.prefix(20).debugDescription)… came back otherwise")
                try expectEqual(read.title, "Ünïcode 🎉 \\ \" < %2F", for: "title")
            }
        },
        ConformanceCase("a ticket without a title is refused at /title", needs: [.createTickets]) { subject in
            try await expectError("createTicket", where: TrackerError.isInvalid(at: "/title")) {
                _ = try await subject.makeTicket("")
            }
        },
        ConformanceCase("an unknown key is not found") { subject in
            let tracker = subject.tracker
            for key in ["999999", "0", "-1", "", "nonsense", "1/comments", "../1", "１"] {
                try await expectError("ticket \(key)", where: TrackerError.isNotFound) {
                    _ = try await tracker.ticket(key, in: subject.project)
                }
            }
            guard tracker.capabilities.isSuperset(of: [.updateTickets, .deleteTickets, .readComments, .writeComments])
            else { return }
            try await expectError("update", where: TrackerError.isNotFound) {
                _ = try await subject.update("999999") { patch in
                    if tracker.capabilities.contains(.text) {
                        patch.title = .set("New")
                    } else {
                        patch.status = .set(.status(.open, nil))
                    }
                }
            }
            try await expectError("delete", where: TrackerError.isNotFound) {
                try await tracker.deleteTicket("999999", in: subject.project)
            }
            try await expectError("comments", where: TrackerError.isNotFound) {
                _ = try await tracker.comments(of: "999999", in: subject.project, page: nil)
            }
            try await expectError("comment", where: TrackerError.isNotFound) {
                _ = try await tracker.createComment(CommentDraft(body: "Text"), on: "999999", in: subject.project)
            }
        },
        ConformanceCase("a deleted ticket is gone, alone", needs: [.createTickets, .deleteTickets]) { subject in
            let kept = try await subject.makeTicket("Kept")
            let gone = try await subject.makeTicket("Gone")
            try await subject.tracker.deleteTicket(gone.key, in: subject.project)
            try await expectError("ticket", where: TrackerError.isNotFound) {
                _ = try await subject.tracker.ticket(gone.key, in: subject.project)
            }
            try await expectError("a second deletion", where: TrackerError.isNotFound) {
                try await subject.tracker.deleteTicket(gone.key, in: subject.project)
            }
            try expectEqual(try await subject.allTickets().map(\.key), [kept.key], for: "what is listed")
        },
        ConformanceCase("subscribing and unsubscribing succeed, twice too", needs: [.createTickets, .subscribe]) {
            subject in
            let ticket = try await subject.makeTicket()
            for subscribed in [true, true, false, false] {
                try await subject.tracker.setSubscribed(subscribed, to: ticket.key, in: subject.project)
            }
            try await expectError("an unknown ticket", where: TrackerError.isNotFound) {
                try await subject.tracker.setSubscribed(true, to: "999999", in: subject.project)
            }
        },
    ]
}
