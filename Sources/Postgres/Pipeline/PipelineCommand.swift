/// A command that a pipeline sends, in order. The server responds to each with exactly one event.
enum PipelineCommand {
    case prepare(name: String, text: String)
    case execute(name: String, parameters: ParameterBuffer)
    /// Parsed and executed immediately, as the unnamed statement.
    case direct(SQL)
    case sync
}

/// The server's response to a command.
enum PipelineEvent<Payload> {
    case done(Payload)
    case failed(ServerError)
    /// Not executed, because an earlier command since the last Sync failed.
    case aborted
    case synced
}
