import Primitives
import Testing
import TrackerKit

@Suite struct TicketFieldsTests {
    @Test func `each field and each column occurs once`() {
        let names = TicketFields.all.map(\.name), columns = TicketFields.all.flatMap(\.columns).map(\.name)
        #expect(Set(names).count == names.count)
        #expect(Set(columns).count == columns.count)
        #expect(names.contains("remote_id") && names.contains("due_at") && names.contains("remote_data"))
    }

    @Test func `a draft and a patch have a value for each field that callers may write`() {
        var draft = TicketDraft(title: "Title"), patch = TicketPatch()
        #expect(draft.setFields.isEmpty && patch.isEmpty)
        for field in TicketFields.creation { draft[field] = Self.sample(field) }
        for field in TicketFields.change { patch[field] = Self.sample(field) }
        #expect(draft.setFields.map(\.name) == TicketFields.creation.map(\.name))
        #expect(patch.setFields.map(\.name) == TicketFields.change.map(\.name))
        #expect(draft.dueAt == Timestamp(seconds: 1) && patch.dueAt == .set(Timestamp(seconds: 1)))
        #expect(draft.labels == ["a"] && patch.labels == .set(["a"]))
    }

    @Test func `a cleared field of a patch is set, an unset one of a draft is not`() {
        var draft = TicketDraft(title: "Title"), patch = TicketPatch()
        patch.dueAt = .set(nil)
        #expect(patch[TicketFields.table.dueAt.erased] == .nothing)
        #expect(patch.dueAt == .set(nil) && !patch.isEmpty)
        patch.dueAt = .unchanged
        #expect(patch.isEmpty)
        draft.labels = ["a"]
        draft.labels = []
        draft.milestone = nil
        #expect(draft == TicketDraft(title: "Title"))
    }

    @Test func `a field's value in JSON is read as the same value`() {
        for field in TicketFields.change {
            for value in [Self.sample(field), field.isNullable ? .nothing : Self.sample(field)] {
                #expect(TicketValue(json: value.json, form: field.form) == value, "\(field.name)")
            }
        }
        let users: JSON = [["username": "octocat", "remote_id": "1"]]
        #expect(TicketValue(json: users, form: .names) == .names(["octocat"]))
        #expect(TicketValue(json: ["title": "1.0", "remote_id": "7"], form: .line(1...255)) == .text("1.0"))
        #expect(TicketValue(json: "never", form: .word(["low", "high"])) == nil)
    }

    @Test func `a field is set on a ticket by its value`() {
        var ticket = Ticket(
            remoteID: "1", key: "1", url: "", title: "Title", status: .open, statusRaw: RawStatus(id: "open"),
            createdAt: Timestamp(seconds: 0), updatedAt: Timestamp(seconds: 0), remoteData: [:])
        for field in TicketFields.local {
            field.assign?(&ticket, Self.sample(field))
            #expect(field.value(ticket) == Self.sample(field), "\(field.name)")
        }
    }

    private static func sample(_ field: AnyTicketField) -> TicketValue {
        switch field.form {
        case .line, .text: .text("text")
        case .word(let words): .text(words.first ?? "")
        case .names: .names(["a"])
        case .flag: .flag(true)
        case .number: .number(90)
        case .moment: .moment(Timestamp(seconds: 1))
        case .document: .document([:])
        }
    }
}
