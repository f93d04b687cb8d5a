import Primitives

/// What is to be done with one object.
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
    /// What differs.
    let fields: [FieldDifference]
    /// What is sent.
    var body: JSON = [:]
    /// The state that it was compared with.
    var etag: String?
    /// Where it comes from; nil for what no file has.
    var source: SourceDocument?

    /// Compares an object with what the gateway has.
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

    /// Deletes what no file has.
    init(pruning name: WantedObject.Name, etag: String?) {
        self.name = name
        self.etag = etag
        action = .delete
        fields = []
    }

    /// `rules/bugs.yaml:1`; nil for what no file has.
    var place: String? { source.map { $0.place(of: "") } }

    /// For people.
    var lines: [String] {
        let remark = action == .delete ? "in no file" : place ?? ""
        return ["\(action.sign) \(name.text) (\(remark))"] + fields.flatMap(\.lines).map { "    " + $0 }
    }

    /// For programs.
    func json(state: String) -> JSON {
        [
            "kind": .string(name.kind.rawValue), "slug": .string(name.slug), "change": .string(action.rawValue),
            "fields": .array(fields.map(\.json)), "place": JSON(place), "state": .string(state),
        ]
    }
}

extension Noun {
    /// What `apply` does with one object. The API does not know of it.
    static let plannedChange = Noun(
        schema: "", fields: ["kind", "slug", "change", "fields", "place", "state"], columns: [])
}
