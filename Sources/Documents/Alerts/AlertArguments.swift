package import Models
import Primitives

/// The arguments of a GET of the Alerts API.
package struct AlertArguments: Sendable {
    /// The slugs of the flavors as given; some may not exist.
    package let flavors: [String]
    private let values: [String: String]
    /// The names of the arguments, in the order in which they were given.
    private let names: [String]

    /// The default of `max`.
    private static let standardLimit = 100
    /// Higher values of `max` are reduced to this.
    private static let maximumLimit: Int64 = 10_000

    /// - Parameter items: The query's parameters. If a name is repeated, the last value counts.
    package init(_ items: [(name: String, value: String)]) {
        values = Dictionary(items.map { ($0.name, $0.value) }) { _, last in last }
        names = items.map(\.name)
        let given = PythonText.trimmed(values["flavors"] ?? "")
        flavors = given.isEmpty ? [] : given.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }

    /// The alerts to list.
    /// - Parameter known: Whether each existing flavor among ``flavors`` is enabled, by slug.
    /// - Throws: ``AlertRefusal/invalid(_:)`` with all invalid arguments; if there are none, with those that the API
    ///   does not have; if there are none, with all pairs of times in the wrong order.
    package func filter(known: [String: Bool]) throws(AlertRefusal) -> AlertFilter {
        var errors = flavorErrors(known)
        var filter = AlertFilter(flavors: flavors, limit: Self.standardLimit)
        if let limit = read("max", &errors, as: Self.limit) { filter.limit = limit }
        for time in AlertFilter.Time.allCases {
            filter.bounds[time] = AlertFilter.Bounds(
                start: read(time.start, &errors, as: AlertField.time), end: read(time.end, &errors, as: AlertField.time)
            )
        }
        if errors.isEmpty { errors.add(unknownNames, to: AlertFieldErrors.unnamed) }
        if errors.isEmpty { errors.add(Self.wrongOrders(in: filter), to: AlertFieldErrors.unnamed) }
        guard errors.isEmpty else { throw .invalid(errors) }
        return filter
    }

    private func flavorErrors(_ known: [String: Bool]) -> AlertFieldErrors {
        guard values["flavors"] != nil else { return AlertFieldErrors("flavors", [AlertMessage.required]) }
        guard !flavors.isEmpty else { return AlertFieldErrors("flavors", [AlertMessage.blank]) }
        let messages = flavors.compactMap { slug -> String? in
            guard let isEnabled = known[slug] else { return "Flavor \"\(slug)\" does not exist." }
            return isEnabled ? nil : "Flavor \"\(slug)\" is disabled."
        }
        var errors = AlertFieldErrors("flavors", messages)
        errors.namesUnknownFlavor = flavors.contains { known[$0] == nil }
        return errors
    }

    /// The value of an argument; nil if it is missing, empty or invalid.
    private func read<Value>(
        _ name: String, _ errors: inout AlertFieldErrors, as type: (JSON) throws(AlertField.Fault) -> Value
    ) -> Value? {
        guard let text = values[name], !text.isEmpty else { return nil }
        do throws(AlertField.Fault) {
            return try type(.string(text))
        } catch {
            errors.add(error.message, to: name)
            return nil
        }
    }

    private static func limit(_ json: JSON) throws(AlertField.Fault) -> Int {
        let number = try AlertField.wholeNumber(json)
        guard !number.isNegative, number.value != 0 else { throw AlertField.Fault(AlertMessage.atLeast(1)) }
        return Int(min(number.value ?? maximumLimit, maximumLimit))
    }

    private static let knownNames = Set(["flavors", "max"] + AlertFilter.Time.allCases.flatMap { [$0.start, $0.end] })

    private var unknownNames: [String] {
        var seen = Self.knownNames
        return names.filter { seen.insert($0).inserted }.map { "\"\($0)\" is not a valid argument." }
    }

    private static func wrongOrders(in filter: AlertFilter) -> [String] {
        AlertFilter.Time.allCases.compactMap { time in
            guard let bounds = filter.bounds[time], let start = bounds.start, let end = bounds.end, start > end else {
                return nil
            }
            return "\(time.start) must occur before \(time.end)."
        }
    }
}

extension AlertFilter.Time {
    /// The argument with the earliest time.
    fileprivate var start: String { rawValue + "_start" }
    /// The argument with the latest time.
    fileprivate var end: String { rawValue + "_end" }
}
