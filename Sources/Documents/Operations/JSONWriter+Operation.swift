import APIContract
import HTTPKit
package import Models
package import Primitives

extension JSONWriter {
    /// Writes an `Operation`.
    package mutating func operation(_ operation: Operation) {
        beginObject()
        key("id")
        string(operation.id.text)
        key("kind")
        string(operation.kind.rawValue)
        key("status")
        string(operation.status.rawValue)
        key("channel")
        string(operation.channel)
        key("ticket")
        ticket(of: operation)
        key("comment")
        comment(of: operation)
        key("actor")
        string(operation.actor)
        key("request_id")
        string(operation.requestID)
        key("attempts")
        integer(operation.attemptsBegun)
        key("problem")
        value(operation.shownProblem ?? .null)
        key("created_at")
        timestamp(operation.createdAt)
        key("started_at")
        timestamp(operation.startedAt)
        key("next_attempt_at")
        timestamp(operation.status == .queued ? operation.job?.runAt : nil)
        key("expires_at")
        timestamp(operation.expiresAt)
        key("finished_at")
        timestamp(operation.finishedAt)
        endObject()
    }

    private mutating func ticket(of operation: Operation) {
        guard let id = operation.ticketID, let ticketKey = operation.ticketKey else { return null() }
        mention(.ticket(id))
        beginObject()
        key("id")
        string(id.text)
        key("key")
        string(ticketKey)
        key("href")
        string(operation.ticketAddress)
        endObject()
    }

    private mutating func comment(of operation: Operation) {
        guard let id = operation.commentID else { return null() }
        beginObject()
        key("id")
        string(id.text)
        key("href")
        string("\(operation.ticketAddress)/comments/\(id)")
        endObject()
    }
}

extension Operation {
    fileprivate var ticketAddress: String {
        Endpoint.getTicket.path(channel, ticketKey ?? "")
    }

    /// The operation's problem. If it failed without one, a problem that says so.
    fileprivate var shownProblem: JSON? {
        guard problem == nil, status == .failed else { return problem }
        let given = Failure(
            .internalError, detail: "The operation's job failed or was discarded before it finished.")
        return given.json(requestID: requestID, timestamp: expiresAt)
    }
}
