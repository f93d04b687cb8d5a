import Primitives

/// The change that `apply` makes to one object.
struct PlannedChange: Sendable {
    enum Action: String, Sendable {
        case create
        case change
        case delete
        case none

        fileprivate var sign: String {
            switch self {
            case .create: "+"
            case .change: "~"
            case .delete: "-"
            case .none: " "
            }
        }
    }

    let name: WantedObject.Name
    let action: Action
    let fields: [FieldDifference]
    /// The request body.
    var body: JSON = [:]
    /// The ETag of the object that was compared.
    var etag: String?
    /// The document; nil for a pruned object.
    var source: SourceDocument?

    /// Compares a document with the gateway's object.
    init(_ object: WantedObject, present: (object: JSON, etag: String?)?) {
        name = object.name
        source = object.source
        let wanted = name.kind.wanted(name.slug, object.members)
        guard let present else {
            action = .create
            body = .object(object.members)
            fields = FieldDifference.between([:], object.members.filter { $0.key != "slug" })
            return
        }
        let members = name.kind.present(present.object, comparedTo: wanted)
        fields = FieldDifference.between(members, wanted)
        action = fields.isEmpty ? .none : .change
        body = name.kind.patch(from: members, to: wanted)
        etag = present.etag
    }

    /// Deletes an object that is in no file.
    init(pruning name: WantedObject.Name, etag: String?) {
        self.name = name
        self.etag = etag
        action = .delete
        fields = []
    }

    /// Such as `rules/bugs.yaml:1`; nil for a pruned object.
    var place: String? { source.map { $0.place(of: "") } }

    var lines: [String] {
        let remark = action == .delete ? "in no file" : place ?? ""
        return ["\(action.sign) \(name.text) (\(remark))"] + fields.flatMap(\.lines).map { "    " + $0 }
    }

    func json(state: String) -> JSON {
        [
            "kind": .string(name.kind.rawValue), "slug": .string(name.slug), "change": .string(action.rawValue),
            "fields": .array(fields.map(\.json)), "place": JSON(place), "state": .string(state),
        ]
    }
}

extension Noun {
    /// An object of `apply --json`, which is not part of the API.
    static let plannedChange = Noun(
        schema: "", fields: ["kind", "slug", "change", "fields", "place", "state"], columns: [])
}
