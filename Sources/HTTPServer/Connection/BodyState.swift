import HTTPKit

/// The state of the current request's body.
struct BodyState {
    /// Distinguishes the current request from earlier ones, so that a reader that outlives its request gets nothing.
    var serial = 0
    /// Whether the whole body has been parsed.
    var isComplete = true
    /// The bytes parsed before the handler was called.
    var parsed: [UInt8] = []
    /// The error because of which the body can't be read to its end.
    var failure: RequestBodyError?
    /// Whether the client is waiting for a 100 response that has not been sent.
    var awaitsContinue = false
    /// Whether the handler has begun to read the body.
    var hasReader = false
    /// Whether the handler is reading the body at the moment.
    var isBeingRead = false
    /// The id of the body in ``BodyMemory``; nil once it is complete or aborted.
    var memory: BodyMemory.ID?
    /// The check of the client's transfer rate; nil for a body that was complete at once.
    var pace: Pace?
}
