import TrackerKit

extension TrackerConformance {
    /// Operations and fields without a declared capability are rejected with `capabilityMissing`.
    static let capabilityCases: [ConformanceCase] =
        operations.map { capability, operation in
            ConformanceCase("without \(capability.rawValue) its operation is refused by that name") { subject in
                guard !subject.tracker.capabilities.contains(capability) else { return }
                try await expectError(capability.rawValue, where: TrackerError.isMissing(capability)) {
                    try await operation(subject)
                }
            }
        }
        + fields.map { capability, set in
            ConformanceCase("without \(capability.rawValue) a ticket's field is refused by that name") { subject in
                guard !subject.tracker.capabilities.contains(capability),
                    subject.tracker.capabilities.contains(.updateTickets)
                else {
                    return
                }
                let ticket = try await subject.makeTicket()
                try await expectError(capability.rawValue, where: TrackerError.isMissing(capability)) {
                    _ = try await subject.update(ticket.key, set)
                }
                let after = try await subject.tracker.ticket(ticket.key, in: subject.project)
                try expectEqual(
                    after.title, ticket.title, for: "the title, since nothing of a refused change may be done")
            }
        }

    private typealias Operation = @Sendable (ConformanceSubject) async throws -> Void

    private static let operations: [(Capability, Operation)] = [
        (.listProjects, { _ = try await $0.tracker.projects(page: nil) }),
        (.createTickets, { _ = try await $0.makeTicket() }),
        (.updateTickets, { _ = try await $0.update("1") { $0.title = .set("New") } }),
        (.deleteTickets, { try await $0.tracker.deleteTicket("1", in: $0.project) }),
        (.subscribe, { try await $0.tracker.setSubscribed(true, to: "1", in: $0.project) }),
        (.readComments, { _ = try await $0.tracker.comments(of: "1", in: $0.project, page: nil) }),
        (
            .writeComments,
            { _ = try await $0.tracker.createComment(CommentDraft(body: "Text"), on: "1", in: $0.project) }
        ),
        (.updateComments, { _ = try await $0.tracker.updateComment("1", body: "Text", on: "1", in: $0.project) }),
        (.deleteComments, { try await $0.tracker.deleteComment("1", on: "1", in: $0.project) }),
        (
            .threads,
            {
                _ = try await $0.tracker.createComment(
                    CommentDraft(body: "Text", threadID: "1"), on: "1", in: $0.project)
            }
        ),
        (
            .internalComments,
            {
                _ = try await $0.tracker.createComment(
                    CommentDraft(body: "Text", isInternal: true), on: "1", in: $0.project)
            }
        ),
        (.readLabels, { _ = try await $0.tracker.labels(of: $0.project, page: nil) }),
        (.writeLabels, { try await $0.tracker.deleteLabel("label", in: $0.project) }),
        (.readMilestones, { _ = try await $0.tracker.milestones(of: $0.project, page: nil) }),
        (.writeMilestones, { try await $0.tracker.deleteMilestone("1", in: $0.project) }),
        (.readMembers, { _ = try await $0.tracker.members(of: $0.project, page: nil) }),
        (.writeMembers, { try await $0.tracker.removeMember("nobody", from: $0.project) }),
        (.readAttachments, { _ = try await $0.tracker.attachments(of: "1", in: $0.project, page: nil) }),
        (
            .writeAttachments,
            {
                let draft = AttachmentDraft(filename: "a.txt", contentType: "text/plain", content: [65])
                _ = try await $0.tracker.addAttachment(draft, to: "1", in: $0.project)
            }
        ),
        (.deleteAttachments, { try await $0.tracker.deleteAttachment("1", of: "1", in: $0.project) }),
        (.readOccurrences, { _ = try await $0.tracker.occurrences(of: "1", in: $0.project, page: nil, pageSize: 1) }),
        (.userByID, { _ = try await $0.tracker.user(.id("1")) }),
        (.userByName, { _ = try await $0.tracker.user(.username("nobody")) }),
        (.userByEmail, { _ = try await $0.tracker.user(.email("nobody@example.com")) }),
        (.actAsUser, { _ = try $0.tracker.acting(as: "nobody") }),
    ]

    private static let fields: [(Capability, @Sendable (inout TicketPatch) -> Void)] = [
        (.text, { $0.title = .set("Changed") }),
        (
            .changeStatus,
            {
                $0.title = .set("Changed"); $0.status = .set(.status(.done, nil))
            }
        ),
        (
            .assignees,
            {
                $0.title = .set("Changed"); $0.assignees = .set(["somebody"])
            }
        ),
        (
            .ticketLabels,
            {
                $0.title = .set("Changed"); $0.addLabels = ["label"]
            }
        ),
        (
            .ticketMilestone,
            {
                $0.title = .set("Changed"); $0.milestone = .set("milestone")
            }
        ),
        (
            .priority,
            {
                $0.title = .set("Changed"); $0.priority = .set(.high)
            }
        ),
        (
            .severity,
            {
                $0.title = .set("Changed"); $0.severity = .set(.error)
            }
        ),
        (
            .kind,
            {
                $0.title = .set("Changed"); $0.kind = .set(.bug)
            }
        ),
        (
            .dueDate,
            {
                $0.title = .set("Changed"); $0.dueAt = .set(nil)
            }
        ),
        (
            .estimate,
            {
                $0.title = .set("Changed"); $0.estimateSeconds = .set(3600)
            }
        ),
        (
            .confidential,
            {
                $0.title = .set("Changed"); $0.confidential = .set(true)
            }
        ),
        (
            .lock,
            {
                $0.title = .set("Changed"); $0.locked = .set(true)
            }
        ),
        (
            .parent,
            {
                $0.title = .set("Changed"); $0.parent = .set("1")
            }
        ),
    ]
}
