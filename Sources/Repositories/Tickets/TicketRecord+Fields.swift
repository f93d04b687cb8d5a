import Postgres
import Primitives
package import TrackerKit

extension TicketRecord.Field {
    // In the order of `TicketRecord.columns`; the cells of `TicketFields` follow.
    package static let id = Self(index: 0)
    /// The slug of the channel.
    package static let channel = Self(index: 1)
    package static let tracker = Self(index: 2)
    /// The ids of the linked tickets, directly followed by the JSON of the links; NULL for none. See
    /// ``TicketRecord/withLinks(_:)`` and ``TicketRecord/linkTargets``.
    package static let links = Self(index: 3)
    package static let syncedAt = Self(index: 4)
    /// False if the ticket has never had a link.
    package static let hasLinks = Self(index: 5)
    /// The slug of the template that it was created from; NULL for none.
    package static let templateSlug = Self(index: 6)
    package static let templateVersion = Self(index: 7)
    fileprivate static let firstOfTable = 8

    package static let key = Self(of: TicketFields.table.key)
    package static let confidential = Self(of: TicketFields.table.confidential)
    package static let commentCount = Self(of: TicketFields.table.commentCount)
    package static let parent = Self(of: TicketFields.table.parent)
    package static let createdAt = Self(of: TicketFields.table.createdAt)
    package static let updatedAt = Self(of: TicketFields.table.updatedAt)
    /// NULL unless requested.
    package static let remoteData = Self(of: TicketFields.table.remoteData)

    /// Every cell of a record, in the order of `TicketRecord.columns`.
    package static let all = (0..<firstOfTable + TicketFields.all.reduce(0) { $0 + $1.shownColumns.count }).map {
        Self(index: $0)
    }

    private init<Value>(of field: TicketField<Value>) {
        index = TicketRecord.cellsByName[field.name]?.field.index ?? Self.id.index
    }
}

extension TicketRecord {
    /// The cells of `TicketFields`, in its order.
    package static let cells: [Cell] = {
        var index = Field.firstOfTable
        return TicketFields.all.map { field in
            let cell = Cell(key: field.key, form: field.cellForm, field: Field(index: index))
            index += field.shownColumns.count
            return cell
        }
    }()
    fileprivate static let cellsByName = Dictionary(uniqueKeysWithValues: cells.map { ($0.key.description, $0) })

    /// The value of a field, as shown in events and accepted in changes; nil if the row has a value that the field
    /// cannot have.
    package func value(of field: AnyTicketField) -> TicketValue? {
        guard let cell = Self.cellsByName[field.name] else { return nil }
        guard let text = text(of: cell.field) else { return .nothing }
        switch cell.form {
        case .text: return TicketValue(json: .string(text), form: field.form)
        case .flag: return .flag(text == "t")
        case .number: return Int(text).map(TicketValue.number)
        case .moment: return Timestamp(text).map(TicketValue.moment)
        case .document:
            return (try? JSON(parsing: Array(text.utf8))).flatMap { TicketValue(json: $0, form: field.form) }
        case .rawStatus: return nil
        }
    }

    /// The value of a field, by its name in `TicketFields`: `record.value(of: \.dueAt)`.
    package func value<Value>(of field: KeyPath<TicketFields, TicketField<Value>>) -> Value? {
        value(of: TicketFields.table[keyPath: field].erased).flatMap { Value($0) }
    }
}

extension AnyTicketField {
    /// The columns that the API shows.
    var shownColumns: ArraySlice<TicketColumn> { cellForm == .rawStatus ? columns[...] : columns.prefix(1) }

    fileprivate var cellForm: TicketRecord.CellForm {
        if name == TicketFields.table.statusRaw.name { return .rawStatus }
        return switch columns.first?.type {
        case "json": .document
        case "boolean": .flag
        case "integer": .number
        case "timestamptz": .moment
        default: .text
        }
    }
}
