import Primitives
import TrackerKit

extension TrackerConformance {
    static let milestoneCases: [ConformanceCase] = [
        ConformanceCase(
            "milestones are made, changed, closed, listed and deleted", needs: [.readMilestones, .writeMilestones]
        ) { subject in
            let made = try await subject.makeMilestone("One 🎉")
            try expectEqual(made.title, "One 🎉", for: "title")
            try expectEqual(made.state, .open, for: "state")
            var change = MilestoneDraft()
            change.title = .set("Two")
            change.description = .set("What it is for")
            change.state = .set(.closed)
            let changed = try await subject.tracker.updateMilestone(made.key, change, in: subject.project)
            try expectEqual(changed.title, "Two", for: "title after a change")
            try expectEqual(changed.description, "What it is for", for: "description")
            try expectEqual(changed.state, .closed, for: "state after closing")
            try expectEqual(
                try await subject.milestones().map(\.title), ["Two"], for: "what is listed, closed ones included")
            try await subject.tracker.deleteMilestone(made.key, in: subject.project)
            try expectEqual(try await subject.milestones().count, 0, for: "milestones in the end")
            try await expectError("a second deletion", where: TrackerError.isNotFound) {
                try await subject.tracker.deleteMilestone(made.key, in: subject.project)
            }
        },
        ConformanceCase("a milestone's due day is kept, whatever the hour, and cleared", needs: [.writeMilestones]) {
            subject in
            let milestone = try await subject.makeMilestone("Due")
            for time in ["2030-06-15T00:00:00Z", "2030-06-15T12:00:00Z", "2030-06-15T23:59:59Z"] {
                var change = MilestoneDraft()
                change.dueAt = .set(Timestamp(time))
                let changed = try await subject.tracker.updateMilestone(milestone.key, change, in: subject.project)
                try expectEqual(
                    changed.dueAt.map { String($0.rfc3339.prefix(10)) }, "2030-06-15", for: "day of \(time)")
            }
            var change = MilestoneDraft()
            change.dueAt = .set(nil)
            let cleared = try await subject.tracker.updateMilestone(milestone.key, change, in: subject.project)
            try expectEqual(cleared.dueAt, nil, for: "due date after clearing")
        },
        ConformanceCase(
            "an unknown milestone is not found, one of a taken title is a conflict", needs: [.writeMilestones]
        ) { subject in
            _ = try await subject.makeMilestone("Taken")
            try await expectError("createMilestone", where: TrackerError.isConflict) {
                _ = try await subject.makeMilestone("Taken")
            }
            for key in ["999999", "nonsense", "", "../1"] {
                try await expectError("deleteMilestone \(key)", where: TrackerError.isNotFound) {
                    try await subject.tracker.deleteMilestone(key, in: subject.project)
                }
            }
        },
    ]
}

extension ConformanceSubject {
    fileprivate func milestones() async throws -> [RemoteMilestone] {
        try await everything { try await tracker.milestones(of: project, page: $0) }
    }
}
