import Automation
import Primitives

/// The channels of `apply --set NAME=SLUG`: wherever a document names the channel NAME, SLUG is used instead. Channels
/// that are Mustache text are not substituted.
struct ChannelSubstitution: Sendable {
    private let slugs: [String: String]
    /// The names to replace, in the order of the command line.
    let names: [String]

    /// - Throws: `ClientFailure.usage` for anything but NAME=SLUG with two slugs, and for a repeated name.
    init(_ texts: [String]) throws {
        let pairs = try Patch.pairs(texts, of: "--set")
        var slugs: [String: String] = [:]
        for (name, slug) in pairs {
            guard Slug.isValid(name), Slug.isValid(slug) else {
                throw ClientFailure.usage("--set takes the slugs of two channels, not \(name)=\(slug)")
            }
            guard slugs.updateValue(slug, forKey: name) == nil else {
                throw ClientFailure.usage("--set \(name)= is repeated")
            }
        }
        self.slugs = slugs
        names = pairs.map(\.0)
    }

    /// The names among the references that this replaces.
    func used(in references: [DefinitionReference]) -> Set<String> {
        Set(references.filter { $0.kind == .channel }.map(\.slug)).intersection(names)
    }

    /// The members of a document with the referenced channels replaced.
    func applied(to members: [String: JSON], _ references: [DefinitionReference]) -> [String: JSON] {
        var json = JSON.object(members)
        for reference in references where reference.kind == .channel {
            guard let slug = slugs[reference.slug] else { continue }
            json = json.replacing(reference.pointer.split(separator: "/")[...], with: .string(slug))
        }
        return json.objectValue ?? members
    }
}

extension JSON {
    /// With the value at a path replaced. Names of channels' members contain no `~` or `/`, so tokens are not escaped.
    fileprivate func replacing(_ path: ArraySlice<Substring>, with value: JSON) -> JSON {
        guard let token = path.first else { return value }
        switch self {
        case .object(var members):
            guard let member = members[String(token)] else { return self }
            members[String(token)] = member.replacing(path.dropFirst(), with: value)
            return .object(members)
        case .array(var elements):
            guard let index = Int(token), elements.indices.contains(index) else { return self }
            elements[index] = elements[index].replacing(path.dropFirst(), with: value)
            return .array(elements)
        default: return self
        }
    }
}
