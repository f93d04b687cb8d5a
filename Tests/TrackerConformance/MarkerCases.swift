import HTTPKit
import Primitives
import TrackerKit

extension TrackerConformance {
    static let markerCases: [ConformanceCase] = [
        ConformanceCase("a creation is found by its marker, which no text shows", needs: [.createTickets]) { subject in
            let marker = CreationMarker("0198c0de-marker-1")
            let start = try await subject.makeTicket("Before").createdAt
            let made = try await subject.tracker.createTicket(
                TicketDraft(title: "Marked", body: "Text"), in: subject.project, marker: marker)
            try expectEqual(made.body, "Text", for: "body")
            let listed = try await subject.allTickets()
            try expectEqual(listed.map(\.body).sorted(), ["", "Text"], for: "bodies in the list")
            let found = try await subject.tracker.findTicket(marked: marker, in: subject.project, since: start)
            try expectEqual(found?.key, made.key, for: "key")
            let other = try await subject.tracker.findTicket(
                marked: CreationMarker("another"), in: subject.project, since: start)
            try expectEqual(other, nil, for: "what another marker finds")
        },
        ConformanceCase("a creation whose reply is lost is found again, and made once", needs: [.createTickets]) {
            subject in
            guard let loseNextReply = subject.loseNextReply else { return }
            let marker = CreationMarker("0198c0de-marker-2")
            let start = try await subject.makeTicket("Before").createdAt
            await loseNextReply()
            try await expectError(
                "createTicket",
                where: { if case .unreachable(let error) = $0 { error.requestMayHaveBeenProcessed } else { false } }
            ) {
                _ = try await subject.tracker.createTicket(
                    TicketDraft(title: "Lost"), in: subject.project, marker: marker)
            }
            let found = try await subject.tracker.findTicket(marked: marker, in: subject.project, since: start)
            try expectEqual(found?.title, "Lost", for: "title")
            try expectEqual(found?.body, "", for: "body")
            try expectEqual(
                try await subject.allTickets().count { $0.title == "Lost" }, 1, for: "tickets of that title")
        },
        ConformanceCase("a marker is found behind many newer tickets", needs: [.createTickets]) { subject in
            let marker = CreationMarker("0198c0de-marker-3")
            let made = try await subject.tracker.createTicket(
                TicketDraft(title: "Marked"), in: subject.project, marker: marker)
            for number in 0..<130 { _ = try await subject.makeTicket("Newer \(number)") }
            let found = try await subject.tracker.findTicket(marked: marker, in: subject.project, since: made.createdAt)
            try expectEqual(found?.key, made.key, for: "key")
        },
    ]
}
