/// The files that the gateway reads and writes in addition to its database.
package struct FileSettings: SettingGroup {
    /// The folder that contains `NNNN_name.up.sql` and `NNNN_name.down.sql`.
    package let migrationsDirectory: String
    /// The OpenAPI document, which is also served.
    package let openAPIPath: String
    /// The folder that contains Swagger UI's files. Without them, `/apidocs/` responds with 404.
    package let swaggerUIDirectory: String
    /// Where `serve` stores the first admin token of an empty database. nil prints it instead.
    package let adminTokenFile: String?

    static let migrationsDirectorySetting = Setting<String>(
        "MIGRATIONS_DIRECTORY", syntax: .path, standard: "migrations",
        meaning: "The folder that contains the migrations.")
    static let openAPIPathSetting = Setting<String>(
        "OPENAPI_PATH", syntax: .path, standard: "openapi.yaml",
        meaning: "The OpenAPI document, which the gateway also serves.")
    static let swaggerUIDirectorySetting = Setting<String>(
        "SWAGGER_UI_DIRECTORY", syntax: .path, standard: ".local/swagger-ui",
        meaning: "The folder with Swagger UI's files for `/apidocs/`; `make install` fills it.")
    static let adminTokenFileSetting = Setting<String?>.optional(
        "ADMIN_TOKEN_FILE", syntax: .path,
        meaning: "Where the first admin token of an empty database is stored (mode 0600). Unset: it is printed instead."
    )

    package static let descriptions = [
        migrationsDirectorySetting.description, openAPIPathSetting.description, swaggerUIDirectorySetting.description,
        adminTokenFileSetting.description,
    ]

    package init?(from reader: inout SettingReader) {
        let migrationsDirectory = reader.value(Self.migrationsDirectorySetting)
        let openAPIPath = reader.value(Self.openAPIPathSetting)
        let swaggerUIDirectory = reader.value(Self.swaggerUIDirectorySetting)
        let adminTokenFile = reader.value(Self.adminTokenFileSetting)
        guard let migrationsDirectory, let openAPIPath, let swaggerUIDirectory, let adminTokenFile else { return nil }
        self.migrationsDirectory = migrationsDirectory
        self.openAPIPath = openAPIPath
        self.swaggerUIDirectory = swaggerUIDirectory
        self.adminTokenFile = adminTokenFile
    }
}
