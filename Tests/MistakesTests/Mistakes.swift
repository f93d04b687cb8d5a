/// All mistakes, by area.
enum Mistakes {
    static let all: [Mistake.Area: [Mistake]] = [
        .credentials: credentials, .slugs: slugs, .filters: filters, .json: json, .headers: headers, .urls: urls,
        .rules: rules, .options: options, .configuration: configuration, .database: database, .addresses: addresses,
        .trackers: trackers,
    ]
}
