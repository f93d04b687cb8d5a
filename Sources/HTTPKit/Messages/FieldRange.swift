/// Where one header field lies in the bytes of a message head: name and value as offsets, without surrounding white
/// space.
package struct FieldRange: Sendable, Hashable {
    /// Offset of the first byte of the name.
    package var nameStart: UInt32
    /// Offset just behind the name.
    package var nameEnd: UInt32
    /// Offset of the first byte of the value.
    package var valueStart: UInt32
    /// Offset just behind the value.
    package var valueEnd: UInt32

    /// Makes a range from four offsets.
    package init(nameStart: UInt32, nameEnd: UInt32, valueStart: UInt32, valueEnd: UInt32) {
        self.nameStart = nameStart
        self.nameEnd = nameEnd
        self.valueStart = valueStart
        self.valueEnd = valueEnd
    }

    /// The name's offsets.
    package var name: Range<Int> { Int(nameStart)..<Int(nameEnd) }
    /// The value's offsets.
    package var value: Range<Int> { Int(valueStart)..<Int(valueEnd) }
}
