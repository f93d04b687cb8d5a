import Documents
import Models
import Primitives
import Rules

extension JSONWriter {
    /// Writes a `RuleTest`.
    mutating func rehearsal(_ rehearsal: RuleRehearsal, rule: String) {
        value([
            "rule": .string(rule), "matched": .bool(rehearsal.matched), "checks": .array(rehearsal.checks),
            "trace": rehearsal.trace ?? .null, "actions": .array(rehearsal.actions),
        ])
    }

    /// Writes a `RuleRun`.
    mutating func ruleRun(_ details: RuleRunDetails, rule: String) {
        let run = details.run
        beginObject()
        key("id")
        string(run.id.text)
        key("rule")
        string(rule)
        key("event")
        value(["id": .string(run.eventID.text), "type": .string(run.eventType.rawValue)])
        key("ticket")
        string(run.ticketID?.text)
        key("pair")
        string(run.pairID?.text)
        key("replay")
        bool(run.replayID != nil)
        key("state")
        string(run.state.rawValue)
        key("reason")
        string(details.showsDetails ? run.reason : nil)
        key("trace")
        value(details.showsDetails ? run.trace ?? .null : .null)
        key("actions")
        beginArray()
        for action in details.actions { ruleRunAction(action, showsDetails: details.showsDetails) }
        endArray()
        key("created_at")
        timestamp(run.createdAt)
        key("finished_at")
        timestamp(run.finishedAt)
        endObject()
    }
}
