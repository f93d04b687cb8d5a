import Glibc

/// A failed system call.
package struct SystemError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The name of the call, such as `bind`.
    package var call: String
    /// The errno.
    package var code: CInt

    /// Creates an error from the calling thread's `errno`.
    package init(_ call: String) {
        self.init(call, code: errno)
    }

    package init(_ call: String, code: CInt) {
        self.call = call
        self.code = code
    }

    /// The call and the system's error message, such as `bind: Address already in use`.
    package var description: String { "\(call): \(String(cString: strerror(code)))" }
}
