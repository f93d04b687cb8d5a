package import HTTPKit
package import Primitives
import ServiceKit

extension Request {
    /// The value of a path parameter that is an identifier.
    /// - Throws: 404 if it is not a valid identifier.
    package func identifier<Tag>(_ name: String = "id", of what: String, as type: Tag.Type = Tag.self) throws
        -> Identifier<Tag>
    {
        guard let identifier = Identifier<Tag>(try parameter(name)) else { throw ServiceError.notFound(what) }
        return identifier
    }
}
