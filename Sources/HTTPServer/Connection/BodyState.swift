import HTTPKit

/// How far the body of the current request has been read.
struct BodyState {
    /// Tells the current request from those before it: a reader that outlived its request gets nothing.
    var serial = 0
    /// Whether all of it has been parsed.
    var isComplete = true
    /// What was parsed before the handler was called.
    var parsed: [UInt8] = []
    /// Why it can't be read to its end.
    var failure: RequestBodyError?
    /// Whether the client waits for a 100 that was not yet sent.
    var awaitsContinue = false
    /// Whether the body is being read just now.
    var isBeingRead = false
    /// What it is called where memory for bodies is counted; nil once it is whole.
    var memory: BodyMemory.ID?
    /// How fast it comes.
    var pace: Pace?
}
