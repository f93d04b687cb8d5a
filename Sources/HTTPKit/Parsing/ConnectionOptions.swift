/// The options of the `Connection` fields that concern persistence (RFC 9110, section 7.6.1).
struct ConnectionOptions {
    private var close = false
    private var keepAlive = false

    mutating func note(_ bytes: UnsafeBufferPointer<UInt8>, _ value: Range<Int>) {
        FieldValue.forEachMember(of: bytes, in: value) { member in
            if FieldValue.equals(bytes, member, lowercase: "close") { close = true }
            if FieldValue.equals(bytes, member, lowercase: "keep-alive") { keepAlive = true }
        }
    }

    /// `close` takes precedence. By default, HTTP/1.1 connections are persistent and HTTP/1.0 connections are not (RFC
    /// 9112, section 9.3).
    func isPersistent(minorVersion: Int) -> Bool {
        !close && (minorVersion > 0 || keepAlive)
    }
}
