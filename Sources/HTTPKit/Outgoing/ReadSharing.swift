/// Controls whether a read may share the response of an identical call that is already in flight. The server may have
/// produced that response before the change that the read is about, so a caller that has just learned of a change must
/// make a new call.
package enum ReadSharing {
    /// Whether sharing with earlier calls is allowed, for everything that this task and its child tasks call. Later
    /// reads may share a call for which it is not.
    @TaskLocal package static var isWithEarlier = true
}
