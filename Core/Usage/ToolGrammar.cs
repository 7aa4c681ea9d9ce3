using BotBottle.Core.Scan;

namespace BotBottle.Core.Usage;

/// <summary>
/// The grammar of tools in a request. The rule is inverted: every value below a property that names tools, at any depth, is a tool unless it is known to be
/// something else. It is judged by its type, its server's address or its key. The excluded values (<see cref="JsonState.Opaque"/>) are data that a provider
/// passes to a model, or checks a model's text against, and never reads tools from:
/// <list type="bullet">
/// <item>a JSON Schema: of a tool's input (<c>input_schema</c>, <c>parameters</c>), of a response (<c>schema</c>, <c>responseSchema</c>);</item>
/// <item>the arguments of a call that a model wrote: <c>arguments</c>, <c>functionCall</c> and <c>functionResponse</c> in a Gemini part, <c>toolUse</c> and
/// <c>toolResult</c> in a content block (Converse's), <c>input</c> in a content block whose type ends in <c>tool_use</c> (<see cref="ToolFinder"/> waits for
/// that type);</item>
/// <item>maps of text under chosen names: <c>metadata</c>, <c>client_metadata</c>, <c>labels</c>, <c>env</c>;</item>
/// <item>in a tool: examples, notes, header fields, filters and switches by a tool's name.</item>
/// </list>
/// </summary>
internal static class ToolGrammar
{
    /// <summary>The first tag after those of <see cref="RequestFactsSink"/>; the ones below follow in order.</summary>
    public const int FirstTag = 64;

    /// <summary>A tool, or a list of tools.</summary>
    public const int Entry = FirstTag;

    /// <summary>A tool, or a list, below the exact name <c>tools</c>, where a text is a tool's type.</summary>
    public const int NamedEntry = FirstTag + 1;

    /// <summary>An object in a tool under an unknown key.</summary>
    public const int Inner = FirstTag + 2;

    /// <summary>A tool's type.</summary>
    public const int Type = FirstTag + 3;

    /// <summary>The address of a tool's server.</summary>
    public const int Address = FirstTag + 4;

    /// <summary>A key of client-run tools only, or of a known tool.</summary>
    public const int Known = FirstTag + 5;

    /// <summary>The schema of Anthropic's tools without a type.</summary>
    public const int InputSchema = FirstTag + 6;

    /// <summary>The environment of a shell.</summary>
    public const int Environment = FirstTag + 7;

    /// <summary>The type of that environment.</summary>
    public const int EnvironmentType = FirstTag + 8;

    /// <summary>Servers that a provider connects to.</summary>
    public const int Server = FirstTag + 9;

    /// <summary>A switch for a search.</summary>
    public const int Search = FirstTag + 10;

    /// <summary>A prompt stored at the provider, if it is an object.</summary>
    public const int Prompt = FirstTag + 11;

    /// <summary>A skill of the provider's container: its type or its id.</summary>
    public const int Skill = FirstTag + 12;

    /// <summary>A content block.</summary>
    public const int Block = FirstTag + 13;

    /// <summary>A content block's type.</summary>
    public const int BlockType = FirstTag + 14;

    /// <summary>A content block's input.</summary>
    public const int BlockInput = FirstTag + 15;

    /// <summary>The first of the keys that are tools (<see cref="RequestPlaces.Tools"/>), in their order.</summary>
    public const int Named = FirstTag + 16;

    /// <summary>The grammar; the first state is a request's.</summary>
    public static IReadOnlyList<JsonState> States { get; } =
    [
        new JsonState("any", "any", "any")
        {
            Keys =
            [
                .. To("any", "tool_choice", "toolChoice", "tool_config", "toolConfig", "tool_calls", "tool_resources", "allowed_tools", "tool_configuration"),
                .. To(
                    JsonState.Opaque, "schema", "responseSchema", "response_schema", "responseJsonSchema", "response_json_schema", "arguments", "env",
                    "metadata",
                    "client_metadata", "labels"),
                ("tools", "tools"), ("definition", "tool"), ("functions", "functions"), ("skills", "skills"),
                .. To("prompt", "prompt", "promptVariables"), ("content", "content"),
                ("parts", "parts"),
                .. To("search", "web_search_options", "enable_search", "search_options"),
            ],
            Parts = [("tool", "tool"), ("mcp", "server"), ("plugin", "tool"), ("connector", "server")],
        },
        new JsonState("search", Base: "any", Tag: Search),
        new JsonState("prompt", Base: "any", Tag: Prompt),
        new JsonState("skills", Base: "any", Element: "skills") { Keys = [.. To("skill", "type", "skill_id")] },
        new JsonState("skill", Base: "any", Tag: Skill),
        new JsonState("content", Base: "any", Element: "block"),
        new JsonState("block", Base: "any", Tag: Block)
        {
            Keys = [("type", "block type"), ("input", "block input"), .. To(JsonState.Opaque, "toolUse", "toolResult")],
        },
        new JsonState("block type", Base: "any", Tag: BlockType, Want: JsonWant.Text),
        new JsonState("block input", Base: "any", Tag: BlockInput),
        new JsonState("parts", Base: "any", Element: "part"),
        new JsonState("part", Base: "any")
        {
            Keys =
            [
                .. To(
                    JsonState.Opaque, "functionCall", "function_call", "functionResponse", "function_response", "toolCall", "tool_call", "toolResponse",
                    "tool_response",
                    "partMetadata", "part_metadata"),
            ],
        },
        new JsonState("functions", Base: "any", Element: "functions") { Keys = [.. Schemas()] },
        new JsonState("known", Base: "any", Tag: Known),
        new JsonState("known function", Base: "functions", Element: "functions", Tag: Known),
        new JsonState("input schema", Tag: InputSchema),
        new JsonState("type", Base: "any", Tag: Type, Want: JsonWant.Text),
        new JsonState("address", Base: "any", Tag: Address),
        new JsonState("environment", Base: "any", Tag: Environment) { Keys = [("type", "environment type")] },
        new JsonState("environment type", Base: "any", Tag: EnvironmentType, Want: JsonWant.Text),
        .. RequestPlaces.Tools.Select((_, i) => new JsonState($"named {i}", Base: "any", Tag: Named + i)),
        new JsonState("inner", "inner", "inner", "any", Inner)
        {
            Keys =
            [
                ("type", "type"), .. To(
                    "address", "server_url", "url", "serverUrl", "connector_id", "tunnel_id", "streamableHttpTransport", "streamable_http_transport"),
                .. Schemas(), .. To(JsonState.Opaque, "input_examples", "annotations", "_meta", "headers", "configs", "allowed_tools", "url_sources"),
                .. To(
                    "any", "cache_control", "caching", "citations", "format", "user_location", "filters", "container", "network_policy", "default_config",
                    "require_approval",
                    "ranking_options", "source", "input_image_mask", "custom"),
            ],
        },
        new JsonState("tool", Element: "tool", Base: "inner", Tag: Entry)
        {
            Keys =
            [
                ("input_schema", "input schema"), ("environment", "environment"), .. To("known", "name", "computerUse", "computer_use", "cachePoint"),
                ("systemTool", "system tool"),
                .. To("known function", "function", "functionDeclarations", "function_declarations"),
                .. RequestPlaces.Tools.Select((tool, i) => (tool.Key, $"named {i}")),
            ],
        },
        new JsonState("system tool", "any", "any", "any") { Keys = [("name", "type")] },
        new JsonState("tools", Element: "tools", Base: "tool", Tag: NamedEntry, Want: JsonWant.Text),
        new JsonState("server", Element: "server", Base: "tool", Tag: Server) { Keys = [("type", "known")] },
    ];

    private static IEnumerable<(string Key, string Next)> Schemas() => To(
        JsonState.Opaque, "parameters", "parametersJsonSchema", "parameters_json_schema", "inputSchema", "output_schema", "outputSchema", "response",
        "responseJsonSchema",
        "response_json_schema");

    private static IEnumerable<(string Key, string Next)> To(string next, params string[] keys) => keys.Select(key => (key, next));
}
