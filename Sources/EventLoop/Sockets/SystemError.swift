import Glibc

/// A system call that failed: which one, and why.
package struct SystemError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The call, such as `bind`.
    package var call: String
    /// Its errno.
    package var code: CInt

    /// Makes an error from the thread's errno.
    package init(_ call: String) {
        self.init(call, code: errno)
    }

    /// Makes an error from an errno.
    package init(_ call: String, code: CInt) {
        self.call = call
        self.code = code
    }

    /// The call and the system's words for the error, such as `bind: Address already in use`.
    package var description: String { "\(call): \(String(cString: strerror(code)))" }
}
