/// The body of a request: an asynchronous sequence of byte chunks that can be read only once.
///
/// Nothing is read from the connection while the reader processes a chunk, so a slow reader slows down the sender
/// (backpressure).
package struct RequestBody: AsyncSequence, Sendable {
    /// A non-empty chunk of the body.
    package typealias Element = [UInt8]
    /// `RequestBodyError` or `CancellationError`.
    package typealias Failure = any Error

    /// A source of chunks, implemented by a server or a test.
    package protocol Source: AnyObject, Sendable {
        /// The next chunk; nil at the end of the body.
        func next() async throws -> [UInt8]?
        /// The same.
        /// - Parameter isAuthenticated: Whether the sender's credentials have been checked. A server may reserve memory
        ///   for such senders. The value at the first chunk counts.
        func next(isAuthenticated: Bool) async throws -> [UInt8]?
    }

    private enum Storage: Sendable {
        case bytes([UInt8])
        case source(any Source)
    }

    private let storage: Storage
    /// The length declared by the client, in bytes; nil for a chunked body.
    package let declaredLength: Int?
    /// The maximum length in bytes for any reader; nil for no limit.
    private var maximum: Int?
    /// Whether the sender's credentials have been checked.
    private var isAuthenticated = false

    /// Creates a body that is already in memory.
    package init(_ bytes: [UInt8] = []) {
        storage = .bytes(bytes)
        declaredLength = bytes.count
    }

    /// Creates a body that is read from a source.
    package init(source: any Source, declaredLength: Int?) {
        storage = .source(source)
        self.declaredLength = declaredLength
    }

    /// The same body, restricted to `limit` bytes: reading a longer one throws `RequestBodyError.tooLarge`.
    package func limited(to limit: Int) -> RequestBody {
        var limited = self
        limited.maximum = Swift.min(limit, maximum ?? limit)
        return limited
    }

    /// The same body, of a sender whose credentials have been checked.
    package func authenticated() -> RequestBody {
        var body = self
        body.isAuthenticated = true
        return body
    }

    package static var empty: RequestBody { RequestBody() }

    /// Reads the whole body.
    /// - Throws: `RequestBodyError.tooLarge` as soon as the body is known to exceed `limit` bytes.
    package func collect(upTo limit: Int) async throws -> [UInt8] {
        let limit = Swift.min(limit, maximum ?? limit)
        if let declaredLength, declaredLength > limit { throw RequestBodyError.tooLarge(limit: limit) }
        if case .bytes(let bytes) = storage { return bytes }
        var all: [UInt8] = []
        // Reserve the memory at once, so that it is never copied to a larger buffer; its pages are only touched as
        // bytes arrive.
        if let declaredLength { all.reserveCapacity(declaredLength) }
        for try await chunk in self {
            if chunk.count > limit - all.count { throw RequestBodyError.tooLarge(limit: limit) }
            all.append(contentsOf: chunk)
        }
        return all
    }

    package func makeAsyncIterator() -> Iterator {
        var rest: [UInt8] = []
        var source: (any Source)?
        switch storage {
        case .bytes(let bytes): rest = bytes
        case .source(let reader): source = reader
        }
        return Iterator(
            rest: rest, source: source, declaredLength: declaredLength, maximum: maximum,
            isAuthenticated: isAuthenticated)
    }

    package struct Iterator: AsyncIteratorProtocol {
        var rest: [UInt8]
        let source: (any Source)?
        let declaredLength: Int?
        let maximum: Int?
        let isAuthenticated: Bool
        var count = 0

        /// The next chunk; nil at the end of the body.
        package mutating func next() async throws -> [UInt8]? {
            if let maximum, (declaredLength ?? 0) > maximum { throw RequestBodyError.tooLarge(limit: maximum) }
            guard let piece = try await piece() else { return nil }
            count += piece.count
            if let maximum, count > maximum { throw RequestBodyError.tooLarge(limit: maximum) }
            return piece
        }

        private mutating func piece() async throws -> [UInt8]? {
            if let source { return try await source.next(isAuthenticated: isAuthenticated) }
            guard !rest.isEmpty else { return nil }
            defer { rest = [] }
            return rest
        }
    }
}

extension RequestBody.Source {
    package func next(isAuthenticated: Bool) async throws -> [UInt8]? { try await next() }
}
