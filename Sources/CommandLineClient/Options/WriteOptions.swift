import ArgumentParser
import HTTPTypes

/// How to change something.
struct WriteOptions: ParsableArguments {
    @Option(name: .customLong("as"), help: "The username or id to write as, if the tracker supports it.")
    var actor: String?

    @Option(help: "Write only if the object's ETag is still this one.")
    var ifMatch: String?

    @Option(help: "Makes it safe to repeat this command. Default: a new key each time.")
    var idempotencyKey: String?

    /// For a first call of a command that makes two: its condition and its key belong to the second.
    var withoutConditions: Self {
        var copy = self
        copy.ifMatch = nil
        copy.idempotencyKey = nil
        return copy
    }

    /// A write on the condition that the object still has that ETag.
    static func onlyIf(_ etag: String?) -> Self {
        var options = Self()
        options.actor = nil
        options.ifMatch = etag
        options.idempotencyKey = nil
        return options
    }

    /// The fields that say so.
    var headers: HTTPFields {
        var headers = HTTPFields()
        headers[.ticketActor] = actor
        headers[.ifMatch] = ifMatch
        return headers
    }
}
