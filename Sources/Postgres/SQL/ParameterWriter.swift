/// Receives the text of one parameter from a `PostgresEncodable` value.
package struct ParameterWriter {
    var bytes: [UInt8]
    private(set) var isNull = false

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Makes the parameter NULL, regardless of what else was written.
    package mutating func null() {
        isNull = true
    }

    package mutating func write(_ text: String) {
        bytes.append(contentsOf: text.utf8)
    }

    /// Appends bytes that must be UTF-8.
    package mutating func write(utf8: some Sequence<UInt8>) {
        bytes.append(contentsOf: utf8)
    }
}
