/// The body of a request: an asynchronous sequence of chunks of bytes that can be read once.
///
/// Nothing more is taken from the connection while the reader is busy with a chunk, so a slow reader slows the sender
/// down.
package struct RequestBody: AsyncSequence, Sendable {
    /// A piece of the body, never empty.
    package typealias Element = [UInt8]
    /// What reading may throw: `RequestBodyError`, or `CancellationError`.
    package typealias Failure = any Error

    /// Gives a body piece by piece: what a server or a test implements.
    package protocol Source: AnyObject, Sendable {
        /// The next piece, nil at the end of the body.
        func next() async throws -> [UInt8]?
    }

    private enum Storage: Sendable {
        case bytes([UInt8])
        case source(any Source)
    }

    private let storage: Storage
    /// The length that the sender declared; nil when the body is chunked.
    package let declaredLength: Int?
    /// How long it may be, whoever reads it; nil for no such limit.
    private var maximum: Int?

    /// A body that is already here, whole.
    package init(_ bytes: [UInt8] = []) {
        storage = .bytes(bytes)
        declaredLength = bytes.count
    }

    /// A body that is still to come.
    package init(source: any Source, declaredLength: Int?) {
        storage = .source(source)
        self.declaredLength = declaredLength
    }

    /// The same body, of which nobody reads more than `limit` bytes: a longer one is `RequestBodyError.tooLarge`.
    package func limited(to limit: Int) -> RequestBody {
        var limited = self
        limited.maximum = Swift.min(limit, maximum ?? limit)
        return limited
    }

    /// No body.
    package static var empty: RequestBody { RequestBody() }

    /// Reads the whole body.
    /// - Throws: `RequestBodyError.tooLarge` as soon as it is known that there are more than `limit` bytes.
    package func collect(upTo limit: Int) async throws -> [UInt8] {
        let limit = Swift.min(limit, maximum ?? limit)
        if let declaredLength, declaredLength > limit { throw RequestBodyError.tooLarge(limit: limit) }
        if case .bytes(let bytes) = storage { return bytes }
        var all: [UInt8] = []
        // Memory is touched as bytes come, and never copied to a larger place.
        if let declaredLength { all.reserveCapacity(declaredLength) }
        for try await chunk in self {
            if chunk.count > limit - all.count { throw RequestBodyError.tooLarge(limit: limit) }
            all.append(contentsOf: chunk)
        }
        return all
    }

    /// An iterator over the pieces.
    package func makeAsyncIterator() -> Iterator {
        switch storage {
        case .bytes(let bytes): Iterator(rest: bytes, source: nil, declaredLength: declaredLength, maximum: maximum)
        case .source(let source): Iterator(rest: [], source: source, declaredLength: declaredLength, maximum: maximum)
        }
    }

    /// Goes through a body once.
    package struct Iterator: AsyncIteratorProtocol {
        var rest: [UInt8]
        let source: (any Source)?
        let declaredLength: Int?
        let maximum: Int?
        var count = 0

        /// The next piece, nil at the end.
        package mutating func next() async throws -> [UInt8]? {
            if let maximum, (declaredLength ?? 0) > maximum { throw RequestBodyError.tooLarge(limit: maximum) }
            guard let piece = try await piece() else { return nil }
            count += piece.count
            if let maximum, count > maximum { throw RequestBodyError.tooLarge(limit: maximum) }
            return piece
        }

        private mutating func piece() async throws -> [UInt8]? {
            if let source { return try await source.next() }
            guard !rest.isEmpty else { return nil }
            defer { rest = [] }
            return rest
        }
    }
}
