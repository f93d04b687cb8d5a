import Foundation

extension OpenAPIDocument {
    /// The project's own `openapi.yaml`, which is read only once.
    package static func ofProject() throws -> OpenAPIDocument { try strict.get() }

    /// The same, accepting members and values of enumerations that it does not list.
    package static func ofProjectAcceptingUndocumented() throws -> OpenAPIDocument { try tolerant.get() }

    private static let strict = Result { try project(refusesUndocumented: true) }
    private static let tolerant = Result { try project(refusesUndocumented: false) }

    private static func project(refusesUndocumented: Bool) throws -> OpenAPIDocument {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return try OpenAPIDocument(
            path: folder.appending(path: "openapi.yaml").path, refusesUndocumented: refusesUndocumented)
    }
}
