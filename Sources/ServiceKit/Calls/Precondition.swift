/// The condition of `If-Match` (RFC 9110, section 13.1.1).
///
/// For objects that exist only in the gateway's database, it is checked in the transaction of the change. For tickets,
/// comments, labels and milestones, it is compared with the mirror before the tracker is called: trackers offer no
/// conditional writes, so a change at the tracker between the two can be overwritten.
package enum Precondition: Sendable, Hashable {
    /// No condition: the header is missing.
    case none
    /// The object must exist (`*`).
    case exists
    /// The object must have one of these tags.
    case oneOf(Set<ETag>)

    /// Throws `ServiceError.preconditionFailed` unless the object's current tag satisfies the condition. Whether the
    /// object exists is for the caller to check.
    package func require(_ present: ETag) throws(ServiceError) {
        guard case .oneOf(let wanted) = self, !wanted.contains(present) else { return }
        throw .preconditionFailed
    }
}
