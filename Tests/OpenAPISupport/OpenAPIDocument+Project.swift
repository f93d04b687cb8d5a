import Foundation

extension OpenAPIDocument {
    /// The project's own `openapi.yaml`, which is read only once.
    package static func ofProject() throws -> OpenAPIDocument { try project.get() }

    private static let project = Result {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return try OpenAPIDocument(path: folder.appending(path: "openapi.yaml").path)
    }
}
