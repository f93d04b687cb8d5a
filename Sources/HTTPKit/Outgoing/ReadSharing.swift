/// Whether a read may be answered by an equal one that is under way already. That one may have been answered before the
/// moment which the read is about: who was told that something changed since must ask anew.
package enum ReadSharing {
    /// Whether it may; for all that the task calls, and its child tasks. Later reads may share the call of one that may
    /// not.
    @TaskLocal package static var isWithEarlier = true
}
