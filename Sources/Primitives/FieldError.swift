/// An invalid value in a request.
package struct FieldError: Sendable, Hashable {
    /// A JSON pointer into the body (RFC 6901), such as `/title`, or the name of a query parameter, such as `?limit`.
    package var pointer: String
    /// A human-readable description of what is wrong with the value.
    package var detail: String

    package init(pointer: String, detail: String) {
        self.pointer = pointer
        self.detail = detail
    }

    /// The maximum length of a reported pointer, in characters. Names of unknown members may be as long as the body.
    private static let maximumPointer = 500

    var shortened: FieldError {
        guard pointer.utf8.count > Self.maximumPointer, pointer.count > Self.maximumPointer else { return self }
        return FieldError(pointer: pointer.prefix(Self.maximumPointer) + "…", detail: detail)
    }
}
