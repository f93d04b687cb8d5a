/// The bound values of a statement in PostgreSQL's text format: one run of bytes, each value ended by a zero byte, as
/// libpq wants them.
struct ParameterBuffer: Sendable {
    /// Where a NULL "starts".
    static let null = -1

    private(set) var bytes: [UInt8] = []
    private(set) var starts: [Int] = []
    /// The first parameter, from 1, that the text format can't carry, because a zero byte is inside.
    private(set) var unsendable: Int?

    var count: Int { starts.count }

    mutating func reserveCapacity(_ count: Int) {
        starts.reserveCapacity(count)
        bytes.reserveCapacity(count * 40)
    }

    mutating func append(_ value: some PostgresEncodable) {
        let start = bytes.count
        var writer = ParameterWriter(bytes: bytes)
        bytes = []
        value.encode(into: &writer)
        bytes = writer.bytes
        guard !writer.isNull else {
            bytes.removeSubrange(start...)
            return starts.append(Self.null)
        }
        if unsendable == nil, bytes[start...].contains(0) { unsendable = starts.count + 1 }
        bytes.append(0)
        starts.append(start)
    }

    mutating func append(contentsOf other: ParameterBuffer) {
        if unsendable == nil, let position = other.unsendable { unsendable = count + position }
        let offset = bytes.count
        bytes.append(contentsOf: other.bytes)
        starts.append(contentsOf: other.starts.map { $0 == Self.null ? Self.null : $0 + offset })
    }

    /// The value at an index as text, nil for NULL. For tests and messages.
    func text(at index: Int) -> String? {
        let start = starts[index]
        guard start != Self.null else { return nil }
        let end = starts[(index + 1)...].first { $0 != Self.null } ?? bytes.count
        return String(decoding: bytes[start..<(end - 1)], as: UTF8.self)
    }

    /// Hands the values to libpq as an array of C strings, valid only inside the closure.
    func withPointers<Result>(_ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> Result) -> Result {
        guard !starts.isEmpty else { return body(nil) }
        return bytes.withUnsafeBytes { bytes in
            withUnsafeTemporaryAllocation(of: UnsafePointer<CChar>?.self, capacity: starts.count) { pointers in
                for (index, start) in starts.enumerated() {
                    let value =
                        start == Self.null
                        ? nil : bytes.baseAddress?.advanced(by: start).assumingMemoryBound(to: CChar.self)
                    pointers.initializeElement(at: index, to: value)
                }
                return body(UnsafePointer(pointers.baseAddress))
            }
        }
    }
}
