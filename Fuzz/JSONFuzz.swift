import Primitives

/// Parses a document. If it is valid, serialising and parsing it again must return the same document.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
    let bytes = UnsafeBufferPointer(start: data, count: size)
    guard let document = try? JSON(parsing: bytes) else { return 0 }
    let serialized = document.serialized()
    do {
        let again = try JSON(parsing: serialized)
        precondition(again == document, "a document changed in its serialization")
        precondition(again.serialized() == serialized, "a serialization is not stable")
    } catch {
        preconditionFailure("a serialization is not a document: \(error)")
    }
    return 0
}
