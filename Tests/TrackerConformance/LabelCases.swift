import TrackerKit

extension TrackerConformance {
    static let labelCases: [ConformanceCase] = [
        ConformanceCase(
            "labels are made, changed, listed and deleted, whatever their names", needs: [.readLabels, .writeLabels]
        ) {
            subject in
            for name in ["bug", "kind/bug fix?", "größe: 10 %", "🎉#1", "..", "a+b&c=d"] {
                let made = try await subject.tracker.createLabel(
                    LabelDraft.named(name, color: "ff0000"), in: subject.project)
                try expectEqual(made.name, name, for: "name")
                try expectEqual(made.color, subject.shownColor("ff0000"), for: "colour")
                var change = LabelDraft()
                if subject.keepsLabelDescriptions { change.description = .set("What it is for") }
                change.color = .set("00ff00")
                let changed = try await subject.tracker.updateLabel(name, change, in: subject.project)
                try expectEqual(changed.name, name, for: "name after a change of other fields")
                try expectEqual(
                    changed.description, subject.keepsLabelDescriptions ? "What it is for" : nil, for: "description")
                try expectEqual(changed.color, subject.shownColor("00ff00"), for: "colour after a change")
                let renamed = try await subject.tracker.updateLabel(
                    name, LabelDraft.named("x-" + name), in: subject.project)
                try expectEqual(renamed.name, "x-" + name, for: "new name")
                try expectEqual(renamed.remoteID, made.remoteID, for: "identifier")
                try expect(try await subject.labelNames().contains("x-" + name), "the list lacks the label")
                try await subject.tracker.deleteLabel("x-" + name, in: subject.project)
                try expect(try await !subject.labelNames().contains("x-" + name), "the list still has the label")
            }
        },
        ConformanceCase("a label of a taken name is a conflict, an unknown one is not found", needs: [.writeLabels]) {
            subject in
            _ = try await subject.tracker.createLabel(.named("taken"), in: subject.project)
            try await expectError("createLabel", where: TrackerError.isConflict) {
                _ = try await subject.tracker.createLabel(.named("taken"), in: subject.project)
            }
            try await expectError("updateLabel", where: TrackerError.isNotFound) {
                _ = try await subject.tracker.updateLabel("no such label", .named("new"), in: subject.project)
            }
            try await expectError("deleteLabel", where: TrackerError.isNotFound) {
                try await subject.tracker.deleteLabel("no such label", in: subject.project)
            }
        },
        ConformanceCase("a description is refused where labels have none", needs: [.writeLabels]) { subject in
            guard !subject.keepsLabelDescriptions else { return }
            var draft = LabelDraft()
            draft.name = .set("described")
            draft.description = .set("What it is for")
            try await expectError("createLabel", where: TrackerError.isInvalid(at: "/description")) {
                _ = try await subject.tracker.createLabel(draft, in: subject.project)
            }
        },
        ConformanceCase("more labels than a page holds are all listed once", needs: [.readLabels, .writeLabels]) {
            subject in
            let before = try await subject.labelNames()
            let names = (0..<120).map { "label \(1000 + $0)" }
            for name in names { _ = try await subject.tracker.createLabel(.named(name), in: subject.project) }
            try expectEqual(try await subject.labelNames().sorted(), (before + names).sorted(), for: "names")
        },
        ConformanceCase(
            "a renamed label keeps its tickets, a deleted one leaves them",
            needs: [.writeLabels, .ticketLabels, .createTickets]
        ) { subject in
            _ = try await subject.tracker.createLabel(.named("old name"), in: subject.project)
            let draft = TicketDraft(title: "Labelled").with { $0.labels = ["old name"] }
            let key = try await subject.tracker.createTicket(draft, in: subject.project, marker: nil).key
            _ = try await subject.tracker.updateLabel("old name", .named("new name"), in: subject.project)
            try expectEqual(try await subject.labels(of: key), ["new name"], for: "labels after renaming")
            try await subject.tracker.deleteLabel("new name", in: subject.project)
            try expectEqual(try await subject.labels(of: key), [], for: "labels after deletion")
        },
    ]
}

extension LabelDraft {
    /// A draft with a name and, if given, a colour.
    fileprivate static func named(_ name: String, color: String? = nil) -> LabelDraft {
        var draft = LabelDraft()
        draft.name = .set(name)
        if let color { draft.color = .set(color) }
        return draft
    }
}

extension ConformanceSubject {
    fileprivate func labelNames() async throws -> [String] {
        try await everything { try await tracker.labels(of: project, page: $0) }.map(\.name)
    }
}
