/// What a pipeline asks its connection to send, in order. Each is answered by exactly one event.
enum PipelineCommand {
    case prepare(name: String, text: String)
    case execute(name: String, parameters: ParameterBuffer)
    /// Parsed and executed at once, under no name.
    case direct(SQL)
    case sync
}

/// The answer to a command.
enum PipelineEvent<Payload> {
    case done(Payload)
    case failed(ServerError)
    /// Not executed, because an earlier command since the last sync failed.
    case aborted
    case synced
}
