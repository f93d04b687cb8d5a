package import HTTPKit
package import Primitives
import ServiceKit

extension Request {
    /// The value of a path parameter that is an identifier.
    /// - Throws: 404 if it is not a valid identifier.
    package func identifier<Tag>(_ name: String = "id", of what: String, as type: Tag.Type = Tag.self) throws
        -> Identifier<Tag>
    {
        let value = try parameter(name)
        guard let identifier = Identifier<Tag>(value) else {
            throw ServiceError.notFound(MissingObject(what, named: value))
        }
        return identifier
    }
}
