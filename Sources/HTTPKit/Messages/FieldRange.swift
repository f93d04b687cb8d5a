/// The location of a header field in a message head: the offsets of its name and value in bytes, without surrounding
/// white space.
package struct FieldRange: Sendable, Hashable {
    /// The offset of the first byte of the name.
    package var nameStart: UInt32
    /// The offset after the last byte of the name.
    package var nameEnd: UInt32
    /// The offset of the first byte of the value.
    package var valueStart: UInt32
    /// The offset after the last byte of the value.
    package var valueEnd: UInt32

    package init(nameStart: UInt32, nameEnd: UInt32, valueStart: UInt32, valueEnd: UInt32) {
        self.nameStart = nameStart
        self.nameEnd = nameEnd
        self.valueStart = valueStart
        self.valueEnd = valueEnd
    }

    package var name: Range<Int> { Int(nameStart)..<Int(nameEnd) }
    package var value: Range<Int> { Int(valueStart)..<Int(valueEnd) }
}
