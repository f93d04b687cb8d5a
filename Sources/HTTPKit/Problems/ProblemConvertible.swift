/// An error of the protocol that knows what the client may be told about it. Errors of the layers above are `FailureConvertible`.
public protocol ProblemConvertible: Error {
    /// What the client is told.
    var problem: Problem { get }
}

extension Problem: ProblemConvertible {
    /// The problem itself.
    public var problem: Problem { self }
}
