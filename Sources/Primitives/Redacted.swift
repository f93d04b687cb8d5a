/// A type whose value must never reach a log, an error or a dump: printing it in any way shows `<redacted>`.
///
/// Swift prints a value that says nothing of its own by its stored properties, and theirs, all the way down; libraries
/// log values so. A type that holds a secret conforms to this, or keeps the secret in a ``Secret``.
package protocol Redacted: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {}

extension Redacted {
    /// Always `<redacted>`.
    package var description: String { "<redacted>" }
    /// Always `<redacted>`.
    package var debugDescription: String { "<redacted>" }
    /// Without children, so that `dump` and string interpolation of an enclosing type show nothing either.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
