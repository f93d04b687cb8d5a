package import Primitives

/// An alert as the Alerts API lists it. Row of the table `alert_record`. Every alert that is posted is a record of its
/// own, even if it equals an earlier one.
package struct AlertRecord: Sendable, Hashable {
    /// Rises with every alert, with gaps.
    package var id: Int64
    /// The slug of the flavor.
    package var flavor: String
    package var content: AlertContent
    package var createdAt: Timestamp

    package init(id: Int64, flavor: String, content: AlertContent, createdAt: Timestamp) {
        self.id = id
        self.flavor = flavor
        self.content = content
        self.createdAt = createdAt
    }
}

/// The fields of an alert that its sender chooses.
package struct AlertContent: Sendable, Hashable {
    /// From 0 (don't care) to 10; other values are kept.
    package var severity: Int32
    package var summary: String
    package var description: String
    /// The name of the program that posted the alert.
    package var emitterName: String
    /// The version of the format in which that program writes its alerts.
    package var emitterVersion: Int32
    package var links: [Link] = []
    /// When the event began; nil if unknown.
    package var startTime: Timestamp?
    /// When the event ended; nil if unknown.
    package var endTime: Timestamp?

    package struct Link: Sendable, Hashable {
        package var name: String
        package var url: String

        package init(name: String, url: String) {
            self.name = name
            self.url = url
        }
    }

    package init(
        severity: Int32, summary: String, description: String, emitterName: String, emitterVersion: Int32
    ) {
        self.severity = severity
        self.summary = summary
        self.description = description
        self.emitterName = emitterName
        self.emitterVersion = emitterVersion
    }
}

/// The alerts to list. All bounds are inclusive; an alert without the time is outside of them.
package struct AlertFilter: Sendable, Hashable {
    /// The times of an alert by which alerts can be selected.
    package enum Time: String, Sendable, CaseIterable {
        case startTime = "start_time"
        case endTime = "end_time"
        case created
    }

    package struct Bounds: Sendable, Hashable {
        package var start: Timestamp?
        package var end: Timestamp?

        package init(start: Timestamp? = nil, end: Timestamp? = nil) {
            self.start = start
            self.end = end
        }
    }

    /// The slugs of the flavors.
    package var flavors: [String]
    package var bounds: [Time: Bounds] = [:]
    /// The maximum number of alerts.
    package var limit: Int

    package init(flavors: [String], limit: Int) {
        self.flavors = flavors
        self.limit = limit
    }
}
