/// An error of the HTTP layer that can be reported to the client. Errors of the layers above are `FailureConvertible`.
package protocol ProblemConvertible: Error {
    /// The error as reported to the client.
    var problem: Problem { get }
}

extension Problem: ProblemConvertible {
    package var problem: Problem { self }
}
