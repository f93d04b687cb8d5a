import TrackerKit

extension TrackerConformance {
    static let memberCases: [ConformanceCase] = [
        ConformanceCase("members are listed with their roles", needs: [.readMembers]) { subject in
            let members = try await everything { try await subject.tracker.members(of: subject.project, page: $0) }
            try expect(
                members.allSatisfy { !$0.role.isEmpty && !$0.user.username.isEmpty }, "a member has a role and a login")
            guard let assignee = subject.assignee else { return }
            try expectEqual(members.count { $0.user.username == assignee }, 1, for: "occurrences of \(assignee)")
        },
        ConformanceCase("a member is added, changed and removed", needs: [.readMembers, .writeMembers]) { subject in
            guard let candidate = subject.candidate else { return }
            let added = try await subject.tracker.addMember(candidate.user, level: candidate.level, to: subject.project)
            try expect(!added.role.isEmpty, "a member has a role")
            guard added.active else { return }  // Only invited: the user has to accept first.
            try expectEqual(try await subject.memberships(of: added.user), 1, for: "memberships")
            _ = try await subject.tracker.addMember(candidate.user, level: candidate.level, to: subject.project)
            try expectEqual(try await subject.memberships(of: added.user), 1, for: "memberships after adding twice")
            try await subject.tracker.removeMember(candidate.user, from: subject.project)
            try expectEqual(try await subject.memberships(of: added.user), 0, for: "memberships after removal")
        },
        ConformanceCase("an unknown user becomes no member, and who is none cannot be removed", needs: [.writeMembers])
        { subject in
            if subject.hasDirectory {
                try await expectError("addMember", where: TrackerError.isInvalid(at: "/user_id")) {
                    _ = try await subject.tracker.addMember("nobody-of-that-name", level: nil, to: subject.project)
                }
            }
            try await expectError("removeMember", where: TrackerError.isNotFound) {
                try await subject.tracker.removeMember("nobody-of-that-name", from: subject.project)
            }
        },
    ]
}

extension ConformanceSubject {
    fileprivate func memberships(of user: RemoteUser) async throws -> Int {
        try await everything { try await tracker.members(of: project, page: $0) }.count {
            $0.user.remoteID == user.remoteID
        }
    }
}
