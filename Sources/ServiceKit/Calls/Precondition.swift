/// What `If-Match` asks for (RFC 9110, section 13.1.1). It is checked in the transaction that makes the change.
package enum Precondition: Sendable, Hashable {
    /// Nothing.
    case none
    /// That the object exists (`*`).
    case exists
    /// That the object has one of these tags.
    case oneOf(Set<ETag>)

    /// Throws `ServiceError.preconditionFailed` unless the object's present tag is one that was asked for.
    package func require(_ present: ETag) throws(ServiceError) {
        guard case .oneOf(let wanted) = self, !wanted.contains(present) else { return }
        throw .preconditionFailed
    }
}
