import Documents
import Primitives

extension DocumentKind {
    /// Checks the body of a request that creates an object, with the code of the server.
    /// - Throws: The failure with all errors, so that nothing is sent.
    func require(_ body: JSON) throws {
        let errors = check(body.objectValue ?? [:]).errors
        guard !errors.isEmpty else { return }
        let lines = errors.prefix(Failure.maximumErrors).map { error in
            "  \(error.pointer.isEmpty ? "(body)" : error.pointer): \(error.detail)"
        }
        throw ClientFailure.ended(.invalidInput, lines: ["error: the \(rawValue) is invalid"] + lines)
    }
}
