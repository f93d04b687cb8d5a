/// JSON Pointers (RFC 6901), such as `/labels/0`: the location of a value in a JSON document. The empty pointer stands
/// for the whole document.
package enum JSONPointer {
    /// The pointer to a member of the object at `pointer`.
    package static func appending(_ name: String, to pointer: String) -> String { pointer + "/" + escaped(name) }

    /// A member name as a reference token: `~` becomes `~0`, and `/` becomes `~1` (section 3).
    ///
    /// Compares bytes instead of characters: followed by a combining accent, `/` is a different character but still
    /// separates tokens.
    package static func escaped(_ name: String) -> String {
        let tilde = UInt8(ascii: "~"), slash = UInt8(ascii: "/")
        guard name.utf8.contains(where: { $0 == tilde || $0 == slash }) else { return name }
        var token: [UInt8] = []
        for byte in name.utf8 {
            switch byte {
            case tilde: token += [tilde, UInt8(ascii: "0")]
            case slash: token += [tilde, UInt8(ascii: "1")]
            default: token.append(byte)
            }
        }
        return String(decoding: token, as: UTF8.self)
    }
}
