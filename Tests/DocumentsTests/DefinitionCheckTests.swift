import Automation
import Documents
import Models
import Primitives
import Testing

/// The errors that the command line finds in a file without the database.
@Suite struct DefinitionCheckTests {
    private static func template(_ length: Int) -> [String: JSON] {
        let text = JSON.string(String(repeating: "x", count: length))
        return [
            "slug": "bug", "title": text, "description": text, "ticket": ["title": text, "body": text],
            "variables": [["name": text, "type": "text", "label": text, "help": text, "pattern": text]],
        ]
    }

    /// The fields that are too long.
    private static func problems(_ length: Int) -> Set<String> {
        Set(DefinitionCheck(template: template(length)).errors.map(\.pointer))
    }

    @Test func `a file has the limits of the API`() {
        let limits: [(pointer: String, limit: Int)] = [
            ("/title", TemplateLimits.templateName), ("/description", TemplateLimits.description),
            ("/ticket/title", TemplateLimits.title.upperBound), ("/ticket/body", TemplateLimits.body.upperBound),
            ("/variables/0/name", TemplateLimits.name.upperBound),
            ("/variables/0/label", TemplateLimits.label.upperBound),
            ("/variables/0/help", TemplateLimits.help.upperBound),
            ("/variables/0/pattern", TemplateLimits.pattern.upperBound),
        ]
        for (pointer, limit) in limits {
            #expect(!Self.problems(limit).contains(pointer), "\(pointer)")
            #expect(Self.problems(limit + 1).contains(pointer), "\(pointer)")
        }
    }

    @Test func `mistakes in the texts of a template are reported together with all others`() {
        let errors = DefinitionCheck(template: ["slug": "bug", "ticket": ["title": "{{#a}}", "bodi": ""], "odd": 1])
            .errors
        #expect(errors.map(\.pointer) == ["/ticket/title", "/ticket/bodi", "/odd"])
    }

    @Test func `every type of variable that the API has may be in a file`() {
        for kind in TemplateVariable.Kind.allCases {
            let variable: JSON = ["name": "v", "type": .string(kind.rawValue)]
            let errors = DefinitionCheck(template: ["slug": "bug", "variables": [variable]]).errors
            #expect(!errors.contains { $0.pointer == "/variables/0/type" }, "\(kind)")
        }
    }
}
