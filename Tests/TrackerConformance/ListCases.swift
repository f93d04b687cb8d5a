import Primitives
import TrackerKit

extension TrackerConformance {
    static let listCases: [ConformanceCase] = [
        ConformanceCase("an empty project lists nothing") { subject in
            try expectEqual(try await subject.allTickets().count, 0, for: "tickets")
        },
        ConformanceCase("an unknown project's list is not found") { subject in
            try await expectError("tickets", where: TrackerError.isNotFound) {
                _ = try await subject.tracker.tickets(
                    in: ProjectReference(path: "no/such-project"), since: nil, page: nil, pageSize: 10)
            }
        },
        ConformanceCase(
            "lists hold open and closed tickets, oldest change first", needs: [.createTickets, .changeStatus]
        ) { subject in
            let keys = try await subject.makeTickets(3)
            await subject.tick()
            _ = try await subject.update(keys[0]) { $0.status = .set(.status(.done, nil)) }
            let listed = try await subject.allTickets()
            try expectEqual(listed.map(\.key), subject.datesChanges ? [keys[1], keys[2], keys[0]] : keys, for: "keys")
            try expectEqual(
                listed.map { $0.key == keys[0] ? .open : $0.status }, [.open, .open, .open],
                for: "statuses of the others")
            try expectEqual(listed.first { $0.key == keys[0] }?.status, .done, for: "status of the closed one")
        },
        ConformanceCase("small pages together hold everything once", needs: [.createTickets]) { subject in
            let keys = try await subject.makeTickets(11)
            for size in [1, 3, 5, 11, 100, 100_000] {
                try expectEqual(
                    try await subject.allTickets(pageSize: size).map(\.key), keys, for: "keys with pages of \(size)")
            }
        },
        ConformanceCase("tickets that changed in the same moment are all listed", needs: [.createTickets]) { subject in
            var keys: [String] = []
            for number in 0..<9 { keys.append(try await subject.makeTicket("Ticket \(number)").key) }
            await subject.tick()
            keys.append(try await subject.makeTicket("Last").key)
            for size in [1, 2, 4] {
                let listed = try await subject.allTickets(pageSize: size).map(\.key)
                try expectEqual(listed.sorted(), keys.sorted(), for: "keys with pages of \(size)")
            }
        },
        ConformanceCase("a ticket that changes while the list is read loses no other", needs: [.createTickets, .text]) {
            subject in
            let keys = try await subject.makeTickets(12)
            await subject.tick()
            var listed: [Ticket] = []
            var page: PageToken?
            repeat {
                let list = try await subject.tracker.tickets(in: subject.project, since: nil, page: page, pageSize: 3)
                listed += list.items
                page = list.next
                if listed.count < keys.count, let first = list.items.first, first.title != "Changed" {
                    await subject.tick()
                    _ = try await subject.update(first.key) { $0.title = .set("Changed") }
                }
            } while page != nil && listed.count < 100
            try expectEqual(Set(listed.map(\.key)), Set(keys), for: "keys")
            try expectEqual(
                Set(listed.map { "\($0.key) \($0.updatedAt)" }).count, listed.count,
                for: "versions of tickets, each once")
            let latest = try await subject.allTickets()
            for ticket in latest where ticket.title == "Changed" {
                try expect(
                    listed.contains { $0.key == ticket.key && $0.title == "Changed" },
                    "the change of \(ticket.key) is missing")
            }
        },
        ConformanceCase("only what changed since a moment is listed", needs: [.createTickets, .text, .incrementalList])
        {
            subject in
            let keys = try await subject.makeTickets(5)
            await subject.tick()
            let changed = try await subject.update(keys[1]) { $0.title = .set("Changed") }
            let since = try await everything {
                try await subject.tracker.tickets(in: subject.project, since: changed.updatedAt, page: $0, pageSize: 2)
            }
            try expectEqual(since.map(\.key), [keys[1]], for: "keys since the change")
            let later = try await everything {
                try await subject.tracker.tickets(
                    in: subject.project, since: changed.updatedAt + .seconds(3600), page: $0, pageSize: 2)
            }
            try expectEqual(later.count, 0, for: "tickets of the future")
        },
        ConformanceCase("what is no ticket is left out everywhere", needs: [.createTickets]) { subject in
            guard let addForeignItem = subject.addForeignItem else { return }
            let first = try await subject.makeTicket("First")
            await subject.tick()
            try await addForeignItem()
            await subject.tick()
            let last = try await subject.makeTicket("Last")
            for size in [1, 2, 100] {
                try expectEqual(
                    try await subject.allTickets(pageSize: size).map(\.key), [first.key, last.key], for: "keys")
            }
        },
        ConformanceCase("a page token of another kind is refused") { subject in
            for text in ["", "nonsense", "http://evil.example/issues", "9;9;9;9;9", "-1;0;0;"] {
                do {
                    _ = try await subject.tracker.tickets(
                        in: subject.project, since: nil, page: PageToken(text), pageSize: 10)
                    throw ConformanceFailure(description: "the page token \(text) was taken")
                } catch let error as TrackerError {
                    // The token is rejected without a call, so the error must not contain a response of the tracker.
                    guard error.isWithoutCall else {
                        throw ConformanceFailure(description: "the page token \(text) led to \(error)")
                    }
                }
            }
        },
    ]
}

extension ConformanceSubject {
    /// Creates tickets at different times.
    func makeTickets(_ count: Int) async throws -> [String] {
        var keys: [String] = []
        for number in 0..<count {
            await tick()
            keys.append(try await makeTicket("Ticket \(number)").key)
        }
        return keys
    }
}
