import TrackerKit

extension TrackerConformance {
    static let accountCases: [ConformanceCase] = [
        ConformanceCase("good credentials are verified") { subject in
            _ = try await subject.tracker.verify()
        },
        ConformanceCase("bad credentials are refused everywhere") { subject in
            guard let stranger = subject.stranger else { return }
            try await expectError("verify", where: TrackerError.isUnauthorized) { _ = try await stranger.verify() }
            try await expectError("project", where: TrackerError.isUnauthorized) {
                _ = try await stranger.project(subject.project.path)
            }
            try await expectError("tickets", where: TrackerError.isUnauthorized) {
                _ = try await stranger.tickets(in: subject.project, since: nil, page: nil, pageSize: 10)
            }
            try await expectError("createTicket", where: TrackerError.isUnauthorized) {
                _ = try await stranger.createTicket(TicketDraft(title: "No"), in: subject.project, marker: nil)
            }
        },
        ConformanceCase("a project is found by its path, and an unknown one is not") { subject in
            let project = try await subject.tracker.project(subject.project.path)
            try expectEqual(project.path, subject.project.path, for: "path")
            try expect(!project.remoteID.isEmpty && !project.name.isEmpty, "a project has an identifier and a name")
            guard subject.hasDirectory else { return }
            for path in ["no/such-project", "nonsense", "", "../secret", "a/b/c", "a/.."] {
                try await expectError("project \(path)", where: TrackerError.isNotFound) {
                    _ = try await subject.tracker.project(path)
                }
            }
        },
        ConformanceCase("the list of projects holds the project once", needs: [.listProjects]) { subject in
            let projects = try await everything { try await subject.tracker.projects(page: $0) }
            try expectEqual(projects.count { $0.path == subject.project.path }, 1, for: "occurrences")
        },
        ConformanceCase("users are found by identifier", needs: [.userByID]) { subject in
            guard let known = subject.known else { return }
            try expectEqual(
                try await subject.tracker.user(.id(known.remoteID))?.username, known.username, for: "username")
            try expectEqual(try await subject.tracker.user(.id("999999999")), nil, for: "unknown user")
            try expectEqual(try await subject.tracker.user(.id("../user")), nil, for: "nonsense")
        },
        ConformanceCase("users are found by login", needs: [.userByName]) { subject in
            guard let known = subject.known else { return }
            try expectEqual(
                try await subject.tracker.user(.username(known.username))?.remoteID, known.remoteID, for: "identifier")
            try expectEqual(try await subject.tracker.user(.username("nobody-of-that-name")), nil, for: "unknown user")
            try expectEqual(try await subject.tracker.user(.username("")), nil, for: "empty name")
        },
        ConformanceCase("users are found by exactly their address", needs: [.userByEmail]) { subject in
            guard let known = subject.known, let email = known.email else { return }
            try expectEqual(try await subject.tracker.user(.email(email))?.remoteID, known.remoteID, for: "identifier")
            try expectEqual(try await subject.tracker.user(.email("nobody@example.com")), nil, for: "unknown address")
            try expectEqual(
                try await subject.tracker.user(.email(String(email.dropLast()))), nil, for: "part of an address")
        },
    ]
}
