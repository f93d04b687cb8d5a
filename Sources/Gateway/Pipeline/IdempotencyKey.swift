import HTTPKit
import HTTPTypes
import ServiceKit

/// The `Idempotency-Key` of a request.
enum IdempotencyKey {
    /// How long it may be.
    private static let lengths = 1...255

    /// The key.
    /// - Throws: 422 when it is not 1 to 255 visible ASCII characters, or there are several.
    static func of(_ request: Request) throws -> String {
        let values = request.headers.values(.idempotencyKey)
        guard values.count == 1, let key = values.first, lengths.contains(key.utf8.count),
            key.utf8.allSatisfy({ (0x21...0x7e).contains($0) })
        else {
            throw ServiceError.invalid(
                "Idempotency-Key",
                "must be one key of \(lengths.lowerBound) to \(lengths.upperBound) visible ASCII characters")
        }
        return key
    }
}
