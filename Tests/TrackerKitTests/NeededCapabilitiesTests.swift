import Primitives
import Testing
import TrackerKit

@Suite struct NeededCapabilitiesTests {
    @Test func `a plain draft requires only creation`() {
        #expect(TicketDraft(title: "Title", body: "Body").neededCapabilities == [.createTickets])
        #expect(CommentDraft(body: "Body").neededCapabilities == [.writeComments])
        #expect(TicketPatch().neededCapabilities == [.updateTickets])
    }

    @Test func `every field of a draft needs its capability`() {
        var draft = TicketDraft(title: "Title")
        draft.kind = .bug
        draft.status = .status(.done, .completed)
        draft.priority = .low
        draft.severity = .error
        draft.assignees = ["somebody"]
        draft.labels = ["label"]
        draft.milestone = "milestone"
        draft.parent = "1"
        draft.dueAt = Timestamp(seconds: 0)
        draft.confidential = false
        #expect(
            draft.neededCapabilities == [
                .createTickets, .kind, .changeStatus, .resolution, .priority, .severity, .assignees, .ticketLabels,
                .ticketMilestone,
                .parent,
                .dueDate, .confidential,
            ])
    }

    @Test func `every field of a patch needs its capability, cleared ones too`() {
        let fields: [(Capability, (inout TicketPatch) -> Void)] = [
            (.kind, { $0.kind = .set(.bug) }), (.changeStatus, { $0.status = .set(.raw(id: "x")) }),
            (.priority, { $0.priority = .set(.none) }),
            (.severity, { $0.severity = .set(nil) }), (.assignees, { $0.assignees = .set([]) }),
            (.ticketLabels, { $0.labels = .set([]) }),
            (.ticketLabels, { $0.addLabels = ["a"] }), (.ticketLabels, { $0.removeLabels = ["a"] }),
            (.ticketMilestone, { $0.milestone = .set(nil) }), (.parent, { $0.parent = .set(nil) }),
            (.dueDate, { $0.dueAt = .set(nil) }), (.estimate, { $0.estimateSeconds = .set(nil) }),
            (.text, { $0.title = .set("a") }), (.text, { $0.body = .set("") }),
            (.confidential, { $0.confidential = .set(false) }), (.lock, { $0.locked = .set(false) }),
        ]
        for (capability, set) in fields {
            var patch = TicketPatch()
            set(&patch)
            #expect(patch.neededCapabilities == [.updateTickets, capability])
        }
    }

    @Test func `threads and internal comments need theirs`() {
        #expect(
            CommentDraft(body: "Body", threadID: "1", isInternal: true).neededCapabilities == [
                .writeComments, .threads, .internalComments,
            ])
    }
}
