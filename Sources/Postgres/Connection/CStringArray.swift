/// Strings as a nil-terminated C array of C strings.
struct CStringArray {
    private let bytes: [CChar]
    private let starts: [Int]

    init(_ strings: [String]) {
        var bytes: [CChar] = []
        starts = strings.map { string in
            defer { bytes.append(contentsOf: string.utf8CString) }
            return bytes.count
        }
        self.bytes = bytes
    }

    /// The pointers are valid only inside the closure.
    func withPointers<Result>(_ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> Result) -> Result {
        bytes.withUnsafeBufferPointer { bytes in
            let pointers = starts.map { start in bytes.baseAddress?.advanced(by: start) } + [nil]
            return pointers.withUnsafeBufferPointer { body($0.baseAddress) }
        }
    }
}
