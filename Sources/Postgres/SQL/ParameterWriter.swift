/// Takes one parameter's text from a `PostgresEncodable` value.
package struct ParameterWriter {
    var bytes: [UInt8]
    private(set) var isNull = false

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The parameter is NULL, whatever else was written.
    package mutating func null() {
        isNull = true
    }

    /// Adds text to the parameter.
    package mutating func write(_ text: String) {
        bytes.append(contentsOf: text.utf8)
    }

    /// Adds UTF-8 bytes to the parameter.
    package mutating func write(utf8: some Sequence<UInt8>) {
        bytes.append(contentsOf: utf8)
    }
}
