/// An error of the protocol that knows what the client may be told about it. Errors of the layers above are
/// `FailureConvertible`.
package protocol ProblemConvertible: Error {
    /// What the client is told.
    var problem: Problem { get }
}

extension Problem: ProblemConvertible {
    /// The problem itself.
    package var problem: Problem { self }
}
