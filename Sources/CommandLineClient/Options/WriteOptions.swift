import ArgumentParser
import HTTPTypes

/// Options of commands that write.
struct WriteOptions: ParsableArguments {
    @Option(name: .customLong("as"), help: "The username or id to write as, if the tracker supports it.")
    var actor: String?

    @Option(help: "Write only if the object's ETag is still this one.")
    var ifMatch: String?

    @Option(help: "Makes it safe to repeat this command. Default: a new key each time.")
    var idempotencyKey: String?

    /// For the first of a command's two writes: the condition and the idempotency key belong to the second.
    var withoutConditions: Self {
        var copy = self
        copy.ifMatch = nil
        copy.idempotencyKey = nil
        return copy
    }

    /// A write on condition that the object still has this ETag.
    static func onlyIf(_ etag: String?) -> Self {
        var options = Self()
        options.actor = nil
        options.ifMatch = etag
        options.idempotencyKey = nil
        return options
    }

    /// The ETag with its quotes, which a shell removes unless they are quoted themselves.
    private static func quoted(_ etag: String) -> String {
        etag.contains("\"") || etag.isEmpty || etag == "*" ? etag : "\"\(etag)\""
    }

    /// The header fields for the actor and the condition. The idempotency key is added by the client.
    var headers: HTTPFields {
        var headers = HTTPFields()
        headers[.ticketActor] = actor
        headers[.ifMatch] = ifMatch.map(Self.quoted)
        return headers
    }
}
