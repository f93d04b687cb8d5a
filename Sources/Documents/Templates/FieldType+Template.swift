import Automation
package import Models
package import Primitives
import TrackerKit

extension FieldType where Value == [String: JSON] {
    /// The values of a template's variables. The template checks their types.
    package static var variables: Self {
        Self("an object of variables") { json in
            guard let members = json.objectValue, members.count <= TemplateLimits.variables.upperBound * 2 else {
                return nil
            }
            return members
        }
    }
}

extension FieldType where Value == TicketPattern {
    /// The ticket of a template.
    package static var ticketPattern: Self { .object { $0.ticketPattern() } }
}

extension FieldType where Value == [TemplateVariable] {
    /// The variables of a template.
    package static var templateVariables: Self {
        .array(of: .object { $0.templateVariable() }, count: TemplateLimits.variables, unique: false)
    }
}

extension FieldType where Value == TemplateVariable.Option {
    /// An option: a string, or an object with `value` and `required`.
    fileprivate static var option: Self {
        Self { json, pointer, errors in
            if json.stringValue != nil {
                return FieldType<String>.text(TemplateLimits.option).read(json, pointer, &errors).map { .init($0) }
            }
            return FieldType.object { body in
                let value = body.required("value", .text(TemplateLimits.option))
                let isRequired = body.optional("required", .bool) ?? false
                return value.map { TemplateVariable.Option($0, isRequired: isRequired) }
            }.read(json, pointer, &errors)
        }
    }
}

extension FieldType where Value == Double {
    fileprivate static var number: Self { Self("a number") { $0.doubleValue } }
}

extension BodyReader {
    /// Decodes a template's content. Errors make `finish` throw.
    package mutating func templateContent() -> TemplateContent {
        TemplateContent(
            ticket: optional("ticket", .ticketPattern) ?? TicketPattern(),
            variables: optional("variables", .templateVariables) ?? [])
    }

    fileprivate mutating func ticketPattern() -> TicketPattern {
        var ticket = TicketPattern()
        ticket.title = nullable("title", .textOrTemplate(TemplateLimits.title)) ?? ""
        ticket.body = nullable("body", .textOrTemplate(TemplateLimits.body)) ?? ""
        ticket.dueInDays = nullable("due_in_days", .integer(TemplateLimits.dueInDays))
        for reading in TicketFieldReading.template { ticket[reading.field] = reading.template(&self) }
        return ticket
    }

    fileprivate mutating func templateVariable() -> TemplateVariable? {
        let name = required("name", .text(TemplateLimits.name))
        let kind = required("type", FieldType<TemplateVariable.Kind>.enumeration())
        var variable = TemplateVariable(name: name ?? "", kind: kind ?? .string)
        variable.label = nullable("label", .text(TemplateLimits.label))
        variable.help = nullable("help", .text(TemplateLimits.help))
        variable.isRequired = nullable("required", .bool) ?? false
        variable.standard = nullable("default", .json)
        variable.pattern = nullable("pattern", .pattern)
        variable.minimum = nullable("min", .number)
        variable.maximum = nullable("max", .number)
        variable.minimumLength = nullable("min_length", .integer(TemplateLimits.value))
        variable.maximumLength = nullable("max_length", .integer(TemplateLimits.value))
        variable.options =
            nullable("options", .array(of: FieldType<TemplateVariable.Option>.option, count: TemplateLimits.options))
            ?? []
        return name == nil || kind == nil ? nil : variable
    }
}

extension FieldType where Value == String {
    /// A regular expression that matches in linear time.
    fileprivate static var pattern: Self {
        text(TemplateLimits.pattern).checked { pattern in
            do throws(LinearPattern.Fault) {
                _ = try LinearPattern(pattern)
                return nil
            } catch {
                return error.detail
            }
        }
    }
}
