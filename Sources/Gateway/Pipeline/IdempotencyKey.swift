import HTTPKit
import HTTPTypes
import ServiceKit

/// Parses `Idempotency-Key`.
enum IdempotencyKey {
    /// The allowed length in bytes.
    private static let lengths = 1...255

    /// The request's key.
    /// - Throws: 422 unless there is exactly one key of 1 to 255 visible ASCII characters.
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
