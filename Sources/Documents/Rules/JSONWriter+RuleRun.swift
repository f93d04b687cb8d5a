package import Models
package import Primitives

extension JSONWriter {
    /// Writes a `RuleRun`.
    package mutating func ruleRun(_ details: RuleRunDetails, rule: String) {
        let run = details.run
        mention(.run(run.id))
        if let ticket = run.ticketID { mention(.ticket(ticket)) }
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

    private mutating func ruleRunAction(_ action: RuleRunAction, showsDetails: Bool) {
        let shown = { (json: JSON?) in showsDetails ? json ?? .null : .null }
        value([
            "position": JSON(action.position), "action": action.action["action"] ?? .null,
            "state": .string(action.state.rawValue),
            "call": shown(action.rendered), "attempts": JSON(action.attempts), "result": shown(action.result),
            "problem": shown(action.problem), "job": JSON(action.jobID?.text), "started_at": JSON(action.startedAt),
            "due_at": JSON(action.dueAt), "finished_at": JSON(action.finishedAt),
        ])
    }
}
