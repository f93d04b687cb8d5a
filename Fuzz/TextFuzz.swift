import HTTPKit
import HTTPTypes
import Primitives

/// Contains every kind of path segment.
private let router: Router = {
    var router = Router()
    for pattern in ["/", "/a", "/a/{b}", "/a/{b}/c", "/{x}/{y}", "/f/{rest*}"] {
        router.on(.get, pattern) { _ in .noContent }
    }
    return router
}()

/// Parses targets, queries, percent-encoding, field values, dates and identifiers.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
    let bytes = UnsafeBufferPointer(start: data, count: size)
    let lenient = PercentDecoding.lenient(bytes, plus: .literal)
    if let strict = PercentDecoding.strict(bytes) {
        precondition(strict == lenient, "strict and lenient decoding differ")
    }
    let text = String(decoding: bytes, as: UTF8.self)
    fuzzQuery(text)
    fuzzDate(text)
    _ = router.pattern(of: .test(.get, text))
    _ = Authority.isValid(bytes, 0..<size)
    FieldValue.forEachMember(of: bytes, in: 0..<size) {
        precondition(!$0.isEmpty && $0.upperBound <= size, "an empty member")
    }
    if let id = Identifier<Request>(text) { precondition(Identifier<Request>(id.text) == id, "an identifier changed") }
    return 0
}

private func fuzzQuery(_ text: String) {
    let query = QueryParameters(text)
    guard let first = query.items.first else { return }
    precondition(query[first.name] == first.value, "the first value is not the first")
}

private func fuzzDate(_ text: String) {
    guard let date = Timestamp(text) else { return }
    precondition(Timestamp(date.rfc3339) == date, "a date changed in its text")
    _ = HTTPDate.format(seconds: max(0, min(date.seconds, 253_402_300_799)))
}
