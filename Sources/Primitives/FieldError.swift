/// What is wrong with one value of a request.
package struct FieldError: Sendable, Hashable {
    /// A JSON pointer into the body (RFC 6901), such as `/title`, or the name of a parameter, such as `?limit`.
    package var pointer: String
    /// What is wrong with the value, for people.
    package var detail: String

    /// Describes what is wrong with one value.
    package init(pointer: String, detail: String) {
        self.pointer = pointer
        self.detail = detail
    }

    /// The longest pointer that is repeated, in characters: names of unknown members may be as long as the body.
    private static let maximumPointer = 500

    var shortened: FieldError {
        guard pointer.utf8.count > Self.maximumPointer, pointer.count > Self.maximumPointer else { return self }
        return FieldError(pointer: pointer.prefix(Self.maximumPointer) + "…", detail: detail)
    }
}
