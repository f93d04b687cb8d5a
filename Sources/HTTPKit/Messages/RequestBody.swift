/// The body of a request: an asynchronous sequence of chunks of bytes that can be read once.
///
/// Nothing more is taken from the connection while the reader is busy with a chunk, so a slow reader slows the sender down.
public struct RequestBody: AsyncSequence, Sendable {
    /// A piece of the body, never empty.
    public typealias Element = [UInt8]
    /// What reading may throw: `RequestBodyError`, or `CancellationError`.
    public typealias Failure = any Error

    /// Gives a body piece by piece: what a server or a test implements.
    public protocol Source: AnyObject, Sendable {
        /// The next piece, nil at the end of the body.
        func next() async throws -> [UInt8]?
    }

    private enum Storage: Sendable {
        case bytes([UInt8])
        case source(any Source)
    }

    private let storage: Storage
    /// The length that the sender declared; nil when the body is chunked.
    public let declaredLength: Int?

    /// A body that is already here, whole.
    public init(_ bytes: [UInt8] = []) {
        storage = .bytes(bytes)
        declaredLength = bytes.count
    }

    /// A body that is still to come.
    public init(source: any Source, declaredLength: Int?) {
        storage = .source(source)
        self.declaredLength = declaredLength
    }

    /// No body.
    public static var empty: RequestBody { RequestBody() }

    /// Reads the whole body.
    /// - Throws: `RequestBodyError.tooLarge` as soon as it is known that there are more than `limit` bytes.
    public func collect(upTo limit: Int) async throws -> [UInt8] {
        if let declaredLength, declaredLength > limit { throw RequestBodyError.tooLarge(limit: limit) }
        if case .bytes(let bytes) = storage { return bytes }
        var all: [UInt8] = []
        for try await chunk in self {
            if chunk.count > limit - all.count { throw RequestBodyError.tooLarge(limit: limit) }
            all.append(contentsOf: chunk)
        }
        return all
    }

    /// An iterator over the pieces.
    public func makeAsyncIterator() -> Iterator {
        switch storage {
        case .bytes(let bytes): Iterator(rest: bytes, source: nil)
        case .source(let source): Iterator(rest: [], source: source)
        }
    }

    /// Goes through a body once.
    public struct Iterator: AsyncIteratorProtocol {
        var rest: [UInt8]
        let source: (any Source)?

        /// The next piece, nil at the end.
        public mutating func next() async throws -> [UInt8]? {
            if let source { return try await source.next() }
            guard !rest.isEmpty else { return nil }
            defer { rest = [] }
            return rest
        }
    }
}
