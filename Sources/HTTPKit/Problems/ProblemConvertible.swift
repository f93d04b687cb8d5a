/// An error that knows what the client may be told about it.
public protocol ProblemConvertible: Error {
    /// What the client is told.
    var problem: Problem { get }
}

extension Problem: ProblemConvertible {
    /// The problem itself.
    public var problem: Problem { self }
}
