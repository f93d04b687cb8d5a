import Models
package import Primitives
import TrackerKit

extension FieldShape {
    /// The type of the values that have this shape.
    var type: FieldType<JSON> {
        switch self {
        case .text(let length): .accepted(by: .textOrTemplate(length))
        case .title: .accepted(by: .textOrTemplate(1...4096))
        case .body: .accepted(by: .textOrTemplate(0...TextRules.longestText))
        case .comment: .accepted(by: .textOrTemplate(1...TextRules.longestText))
        case .fixedText(let length): .accepted(by: .text(length))
        case .anything: .json
        case .word(let words): .accepted(by: .wordOrTemplate(words))
        case .fixedWord(let words): .accepted(by: .word(words))
        case .slug: .accepted(by: .slugOrTemplate)
        case .fixedSlug: .accepted(by: .slug)
        case .list(let element, let count):
            .accepted(by: FieldType<[JSON]>.array(of: element.type, count: count, unique: false))
        case .bool: .accepted(by: .bool)
        case .integer(let range): .accepted(by: .exactInteger(range))
        case .duration(let range): .accepted(by: .duration(range))
        case .moment: .accepted(by: .moment)
        case .json: .templates
        case .ticket: .ticketChoice
        case .object(let fields): .object(fields)
        }
    }

    /// The objects that a value refers to, wherever it has this shape.
    func references(in value: JSON, at pointer: String) -> [DefinitionReference] {
        switch self {
        case .slug(let kind), .fixedSlug(let kind):
            guard let slug = value.stringValue, Slug.isValid(slug) else { return [] }
            return [DefinitionReference(kind, slug, at: pointer)]
        case .list(let element, _):
            return (value.arrayValue ?? []).enumerated().flatMap { index, value in
                element.references(in: value, at: "\(pointer)/\(index)")
            }
        case .ticket: return FieldShape.object(TicketChoice.locationFields).references(in: value, at: pointer)
        case .object(let fields):
            return fields.flatMap { field in
                value[field.name].map {
                    field.shape.references(in: $0, at: JSONPointer.appending(field.name, to: pointer))
                } ?? []
            }
        case .text, .title, .body, .comment, .fixedText, .anything, .word, .fixedWord, .bool, .integer, .duration,
            .moment, .json:
            return []
        }
    }
}

extension FieldType where Value == JSON {
    /// The maximum number of elements or members on each level of a JSON value.
    private static var maximumCount: Int { 100 }

    /// The values that another type accepts, unchanged.
    fileprivate static func accepted<Other>(by type: FieldType<Other>) -> Self {
        Self { json, pointer, errors in type.read(json, pointer, &errors).map { _ in json } }
    }

    /// Any JSON, in which every text may be a template.
    fileprivate static var templates: Self {
        Self { json, pointer, errors in
            let inner: [(pointer: String, value: JSON)]
            switch json {
            case .string: return FieldType<String>.textOrTemplate().read(json, pointer, &errors).map { _ in json }
            case .array(let elements):
                inner = elements.enumerated().map { ("\(pointer)/\($0)", $1) }
            case .object(let members):
                inner = members.sorted { $0.key < $1.key }.map { (JSONPointer.appending($0, to: pointer), $1) }
            case .null, .bool, .integer, .number: return json
            }
            guard inner.count <= maximumCount else {
                let kind = json.arrayValue == nil ? "members" : "elements"
                errors.append(FieldError(pointer: pointer, detail: "must have at most \(maximumCount) \(kind)"))
                return nil
            }
            let found = errors.count
            for (pointer, value) in inner { _ = Self.templates.read(value, pointer, &errors) }
            return errors.count == found ? json : nil
        }
    }

    /// A reference to a ticket; see ``TicketChoice``.
    fileprivate static var ticketChoice: Self {
        Self { json, pointer, errors in
            if case .object = json { return object(TicketChoice.locationFields).read(json, pointer, &errors) }
            guard json.stringValue.flatMap(TicketChoice.init(word:)) == nil else { return json }
            let choices = "event, linked, action.0 (or the number of another earlier action)"
            errors.append(
                FieldError(pointer: pointer, detail: "must be \(choices), or an object of channel and key"))
            return nil
        }
    }

    /// An object with these members. Other members are errors.
    fileprivate static func object(_ fields: [ActionField]) -> Self {
        Self { json, pointer, errors in
            guard case .object(let members) = json else {
                errors.append(FieldError(pointer: pointer, detail: "must be an object"))
                return nil
            }
            var reader = DefinitionReader(members, at: pointer)
            for field in fields {
                _ =
                    field.isRequired
                    ? reader.required(field.name, field.shape) : reader.optional(field.name, field.shape)
            }
            reader.refuseOthers()
            errors += reader.problems.map { FieldError(pointer: $0.pointer, detail: $0.detail) }
            return reader.problems.isEmpty ? json : nil
        }
    }
}

extension FieldType where Value == Int {
    /// An integer in a range, written without a fraction: it is stored as it was written.
    fileprivate static func exactInteger(_ range: ClosedRange<Int>) -> Self {
        Self("a whole number from \(range.lowerBound) to \(range.upperBound)") { json in
            json.integerValue.flatMap { range.contains(Int($0)) ? Int($0) : nil }
        }
    }
}

extension FieldType where Value == Duration {
    /// A duration as in rules: `90s`, `15m`, `2h`, `7d`.
    package static func duration(_ range: ClosedRange<Duration>) -> Self {
        let bounds = "from \(RuleDuration.text(range.lowerBound)) to \(RuleDuration.text(range.upperBound))"
        return Self("a whole number with s, m, h or d, \(bounds)") { json in
            json.stringValue.flatMap(RuleDuration.parse).flatMap { range.contains($0) ? $0 : nil }
        }
    }
}

extension FieldType where Value == Timestamp {
    /// A date and time. A date without a time is rejected: it would be midnight in one time zone only.
    fileprivate static var moment: Self {
        Self { json, pointer, errors in
            if let time = json.stringValue.flatMap({ $0.contains("T") ? Timestamp($0) : nil }) { return time }
            errors.append(FieldError(pointer: pointer, detail: Timestamp.mismatch(json.stringValue)))
            return nil
        }
    }
}
