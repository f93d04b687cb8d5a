/// A type whose value must never reach a log, an error or a dump: it is always printed as `<redacted>`.
///
/// By default, Swift prints the stored properties of a value recursively, and libraries log values this way. A type
/// that contains a secret conforms to this protocol, or stores the secret in a ``Secret``.
package protocol Redacted: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {}

extension Redacted {
    package var description: String { "<redacted>" }
    package var debugDescription: String { "<redacted>" }
    /// A mirror without children, so that `dump` and string interpolation of an enclosing type reveal nothing either.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
