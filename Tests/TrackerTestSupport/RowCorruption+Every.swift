package import Primitives

extension RowCorruption {
    /// All corruptions of a row: each member at any depth, and the first element of each array, is replaced with each
    /// invalid value; each member is also removed and duplicated.
    package static func every(of row: JSON) -> [RowCorruption] {
        places(in: row).flatMap { place -> [RowCorruption] in
            var all = (raw + deep).map { raw in replacing(place, with: raw) }
            guard case .member(let name)? = place.last else { return all }
            all.append(editing(place, as: "missing") { members in members.filter { $0.name != name } })
            for position in [0, 1] {
                all.append(
                    editing(place, as: "twice, odd one \(position == 0 ? "first" : "last")") { members in
                        guard let index = members.firstIndex(where: { $0.name == name }) else { return members }
                        var twice = members
                        twice.insert((name, Array("{\"odd\":7}".utf8)), at: index + position)
                        return twice
                    })
            }
            return all
        }
    }

    /// A step on the path to a value in a row.
    enum Step: Sendable, Hashable, CustomStringConvertible {
        case member(String)
        case first

        var description: String {
            switch self {
            case .member(let name): name
            case .first: "0"
            }
        }
    }

    /// Arrays and objects nested deeper than the parser allows.
    private static let deep = [
        String(repeating: "[", count: 100) + String(repeating: "]", count: 100),
        String(repeating: "{\"a\":", count: 100) + "1" + String(repeating: "}", count: 100),
    ]

    /// The paths of all members of an object at any depth, and of the first element of each array.
    static func places(in json: JSON, below path: [Step] = []) -> [[Step]] {
        switch json {
        case .object(let members):
            members.sorted { $0.key < $1.key }.flatMap { name, value in
                [path + [.member(name)]] + places(in: value, below: path + [.member(name)])
            }
        case .array(let elements):
            elements.first.map { [path + [.first]] + places(in: $0, below: path + [.first]) } ?? []
        default: []
        }
    }

    private static func replacing(_ place: [Step], with raw: String) -> RowCorruption {
        RowCorruption(description: "\(name(of: place)): \(raw.prefix(30))") { row in
            text(of: .object(row), at: place[...]) { _ in Array(raw.utf8) }
        }
    }

    private static func editing(
        _ place: [Step], as what: String,
        _ edit: @escaping @Sendable ([(name: String, text: [UInt8])]) -> [(name: String, text: [UInt8])]
    ) -> RowCorruption {
        RowCorruption(description: "\(name(of: place)) \(what)") { row in
            text(of: .object(row), at: place.dropLast()) { value in
                let members = (value.objectValue ?? [:]).sorted { $0.key < $1.key }.map {
                    (name: $0.key, text: $0.value.serialized())
                }
                return object(edit(members))
            }
        }
    }

    private static func name(of place: [Step]) -> String { place.map(\.description).joined(separator: ".") }

    /// Serializes the value, with the output of `make` in place of the value at a path.
    private static func text(of json: JSON, at place: ArraySlice<Step>, _ make: (JSON) -> [UInt8]) -> [UInt8] {
        guard let step = place.first else { return make(json) }
        let rest = place.dropFirst()
        switch (json, step) {
        case (.object(let members), .member(let name)):
            return object(
                members.sorted { $0.key < $1.key }.map {
                    ($0.key, $0.key == name ? text(of: $0.value, at: rest, make) : $0.value.serialized())
                })
        case (.array(let elements), .first):
            let texts = elements.enumerated().map {
                $0.offset == 0 ? text(of: $0.element, at: rest, make) : $0.element.serialized()
            }
            return Array("[".utf8) + texts.joined(separator: [UInt8(ascii: ",")]) + Array("]".utf8)
        default: return json.serialized()
        }
    }

    private static func object(_ members: [(name: String, text: [UInt8])]) -> [UInt8] {
        let texts = members.map { JSON.string($0.name).serialized() + [UInt8(ascii: ":")] + $0.text }
        return Array("{".utf8) + texts.joined(separator: [UInt8(ascii: ",")]) + Array("}".utf8)
    }
}
