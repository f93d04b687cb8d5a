/// The bound values of a statement in PostgreSQL's text format, stored contiguously. Each ends with a zero byte, as
/// required by libpq.
struct ParameterBuffer: Sendable {
    /// The start position that represents NULL.
    static let null = -1

    private(set) var bytes: [UInt8] = []
    private(set) var starts: [Int] = []
    /// The position, counted from 1, of the first parameter that contains a zero byte, which the text format can't
    /// represent.
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

    /// Passes the values as a C array of C strings, valid only inside the closure.
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
