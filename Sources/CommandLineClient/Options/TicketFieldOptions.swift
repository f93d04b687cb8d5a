import ArgumentParser
import Primitives
import TrackerKit

/// The options that creating and updating a ticket have in common.
struct TicketFieldOptions: ParsableArguments {
    @Option(help: "The status: \(Choices.text(TicketStatus.self) { $0 != .unknown }).")
    var status: String?

    @Option(help: "The resolution, with a status that closes the ticket: \(Choices.text(Resolution.self)).")
    var resolution: String?

    @Option(name: [.customShort("a"), .long], help: "The username of an assignee. Can be repeated.")
    var assignee: [String] = []

    @Option(name: [.customShort("l"), .long], help: "A label. Can be repeated; on update, these replace all labels.")
    var label: [String] = []

    @OptionGroup var others: TableFieldOptions

    func add(to patch: inout Patch) {
        patch.set("status", status)
        patch.set("resolution", resolution)
        patch.set("assignees", assignee)
        patch.set("labels", label)
        for (name, value) in others.values { patch.set(name, value) }
    }
}

/// One option for each single-valued field in the table of ticket fields.
///
/// ArgumentParser finds a type's options through its mirror, and decodes each with its label as the coding key. Swift
/// synthesizes both for stored properties; here they are written by hand, since the options come from a table.
struct TableFieldOptions: ParsableArguments, CustomReflectable {
    /// The given values by field name.
    private(set) var values: [String: JSON] = [:]

    init() {}

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        for field in Self.fields {
            let key = Key(stringValue: field.name)
            switch field.form {
            case .flag:
                values[field.name] = try container.decode(Flag<Bool?>.self, forKey: key).wrappedValue.map(JSON.bool)
            case .number:
                values[field.name] = try container.decode(Option<Int?>.self, forKey: key).wrappedValue.map { JSON($0) }
            default:
                values[field.name] = try container.decode(Option<String?>.self, forKey: key).wrappedValue
                    .map(JSON.string)
            }
        }
    }

    var customMirror: Mirror { Mirror(self, children: Self.fields.map { ($0.name, Self.option(for: $0)) }) }

    private static let fields = TicketFields.creation.filter { $0.form != .names }

    private static func option(for field: AnyTicketField) -> Any {
        switch field.form {
        case .flag: Flag<Bool?>(name: names(of: field), inversion: .prefixedNo, help: help(of: field))
        case .number(let range):
            Option<Int?>(name: names(of: field), help: help(of: field), transform: WholeNumber.from(range))
        default: Option<String?>(name: names(of: field), help: help(of: field))
        }
    }

    private static func names(of field: AnyTicketField) -> NameSpecification {
        let long = NameSpecification.Element.customLong(field.name.replacing("_", with: "-"))
        return field.name == TicketFields.table.milestone.name ? [.customShort("m"), long] : [long]
    }

    private static func help(of field: AnyTicketField) -> ArgumentHelp {
        guard case .word(let words) = field.form else { return ArgumentHelp(field.help) }
        return ArgumentHelp("\(field.help.dropLast()): \(Choices.text(words)).")
    }

    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }
}
