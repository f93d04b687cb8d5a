import TrackerKit

extension TrackerConformance {
    static let occurrenceCases: [ConformanceCase] = [
        ConformanceCase(
            "a ticket that is made by an event has it as its occurrence", needs: [.createByEvent, .readOccurrences]
        ) {
            subject in
            let marker = CreationMarker("01900000-0000-7000-8000-00000000000a")
            let draft = TicketDraft(title: "Once", body: "Text")
            let ticket = try await subject.tracker.createTicket(draft, in: subject.project, marker: marker)
            let occurrences = try await subject.occurrences(of: ticket.key)
            try expectEqual(occurrences.map(\.title), ["Once"], for: "titles")
            try expect(occurrences.allSatisfy { !$0.remoteID.isEmpty }, "an occurrence has an identifier")
            try expect(
                occurrences.allSatisfy { $0.url?.hasPrefix(ticket.url) ?? false },
                "an occurrence's page is not below its ticket's")
            try expect(!"\(occurrences)".contains(marker.text), "the marker is shown")
        },
        ConformanceCase("the occurrences of an unknown ticket are not found", needs: [.readOccurrences]) { subject in
            for key in ["999999", "nonsense", "../1", ""] {
                try await expectError("occurrences of '\(key)'", where: TrackerError.isNotFound) {
                    _ = try await subject.tracker.occurrences(of: key, in: subject.project, page: nil, pageSize: 10)
                }
            }
        },
    ]
}

extension ConformanceSubject {
    fileprivate func occurrences(of key: String) async throws -> [RemoteOccurrence] {
        try await everything { try await tracker.occurrences(of: key, in: project, page: $0, pageSize: 10) }
    }
}
