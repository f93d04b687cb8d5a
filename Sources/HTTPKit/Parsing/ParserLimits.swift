/// Limits above which the parser rejects a message. All of them can be configured.
package struct ParserLimits: Sendable, Hashable {
    /// The maximum length of the request line in bytes; beyond it, 414. RFC 9112, section 3, requires at least 8,000.
    package var requestLineBytes: Int = 16 << 10
    /// The maximum length of a method in bytes; beyond it, 501 (RFC 9112, section 3). The longest registered method has
    /// 17.
    package var methodBytes: Int = 32
    /// The maximum total length of all header field lines in bytes; beyond it, 431 (RFC 6585, section 5). The same 32
    /// KiB as nginx.
    package var headerBytes: Int = 32 << 10
    /// The maximum number of header field lines; beyond it, 431.
    package var headerCount: Int = 100
    /// The maximum number of empty lines ignored before a request line; beyond it, 400. RFC 9112, section 2.2, requires
    /// at least one.
    package var leadingEmptyLines: Int = 4
    /// The maximum length of a decoded body in bytes; beyond it, 413.
    package var bodyBytes: Int = 8 << 20
    /// The maximum total length of all chunk extensions of a body in bytes; beyond it, 413. This server ignores their
    /// content.
    package var chunkExtensionBytes: Int = 4 << 10
    /// The maximum length of the trailer section in bytes; beyond it, 431.
    package var trailerBytes: Int = 8 << 10

    package init() {}
}
