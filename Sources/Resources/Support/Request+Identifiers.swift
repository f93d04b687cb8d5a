package import HTTPKit
package import Primitives
import ServiceKit

extension Request {
    /// The value of a path's parameter that is an id.
    /// - Throws: 404 when it can't be one.
    package func identifier<Tag>(_ name: String = "id", of what: String, as type: Tag.Type = Tag.self) throws
        -> Identifier<Tag>
    {
        guard let identifier = Identifier<Tag>(try parameter(name)) else { throw ServiceError.notFound(what) }
        return identifier
    }
}
