using System.Text.Json;
using System.Text.Json.Nodes;
using BotBottle.Core.Providers;
using BotBottle.Core.Usage;

namespace BotBottle.Core.Tests.EndToEnd.Sdk;

/// <summary>
/// Walks through the types of the pinned SDKs. An unclassified tool type fails here, and so does a place for tools that the reader does not know; a new version
/// of an SDK may add both.
/// </summary>
[Parallelizable(ParallelScope.All)]
public sealed class SdkToolTests
{
    /// <summary>Tools that the client runs, or that reach nothing outside the call.</summary>
    private static readonly string[] ClientRun =
    [
        "apply_patch", "bash_20241022", "bash_20250124", "browser_toolset_20260801", "computer", "computer_20241022", "computer_20250124", "computer_20251124",
        "computer_toolset_20260801", "computer_use", "computer_use_preview", "custom", "function", "image_generation", "local_shell", "memory_20250818",
        "namespace",
        "text_editor_20241022", "text_editor_20250124", "text_editor_20250429", "text_editor_20250728", "tool_reference", "tool_search",
        "tool_search_tool_bm25",
        "tool_search_tool_bm25_20251119", "tool_search_tool_regex", "tool_search_tool_regex_20251119",
    ];

    /// <summary>Tools that the provider runs.</summary>
    private static readonly string[] ProviderRun =
    [
        "advisor_20260301", "agent_toolset_20260401", "code_execution", "code_execution_20250522", "code_execution_20250825", "code_execution_20260120",
        "code_execution_20260521", "code_interpreter", "file_search", "google_maps", "google_search", "mcp", "mcp_server", "mcp_toolset",
        "programmatic_tool_calling",
        "retrieval", "shell", "url", "url_context", "web_fetch_20250910", "web_fetch_20260209", "web_fetch_20260309", "web_fetch_20260318", "web_search",
        "web_search_2025_08_26", "web_search_20250305", "web_search_20260209", "web_search_20260318", "web_search_preview", "web_search_preview_2025_03_11",
    ];

    /// <summary>Gemini's tools, which have no type. The client runs the first two.</summary>
    private static readonly string[] OfGemini =
    [
        "functionDeclarations", "computerUse", "retrieval", "fileSearch", "googleSearch", "googleMaps", "codeExecution", "enterpriseWebSearch",
        "googleSearchRetrieval",
        "parallelAiSearch", "urlContext", "mcpServers",
    ];

    [Test]
    public async Task Every_tool_type_is_classified_and_judged_accordingly()
    {
        SortedSet<string> undecided = [];
        foreach (var (sdk, types) in await SdkFolders.TypesAsync())
        {
            foreach (var (type, of, _) in ToolTypes(types))
            {
                string? refused = ToolRule.FindRefused(Read(new JsonObject { ["tools"] = new JsonArray(new JsonObject { ["type"] = type }) }).Tools, []);
                if (refused is null ? !ClientRun.Contains(type) : !ProviderRun.Contains(type))
                {
                    undecided.Add($"{type} ({sdk}: {of}) is judged {(refused is null ? "client-run" : "provider-run")}");
                }
            }
        }

        Assert.That(undecided, Is.Empty);
    }

    [Test]
    public async Task A_provider_run_tool_is_judged_at_every_place_for_tools()
    {
        List<string> missed = [];
        int places = 0;
        foreach (var (sdk, types) in await SdkFolders.TypesAsync())
        {
            HashSet<TypeNode.Shape> tools = [.. ToolTypes(types).Select(tool => tool.Shape)];
            RequestWalk walk = new(types);
            foreach (Place place in walk.Find((member, from) => types.Objects(member.Type, from).Any(one => tools.Contains(one.Shape))))
            {
                places++;
                foreach (string tool in (string[])["""{"type":"tool_of_tomorrow"}""", """{"type":"function","name":"f","server_url":"https://x.example/"}"""])
                {
                    JsonObject body = walk.Document(place, JsonNode.Parse(tool)!);
                    RequestFacts facts = Read(body);
                    if (!facts.MustRefuse(new CallClass(CallKind.Unclassified, CallFormat.Unknown))
                        && ToolRule.FindRefused(facts.Tools, ToolRule.Default) is null)
                    {
                        missed.Add($"{sdk} {place}: {body.ToJsonString()}");
                    }
                }
            }
        }

        Assert.That(missed, Is.Empty, $"of {places} places");
        Assert.That(places, Is.GreaterThan(60));
    }

    [Test]
    public async Task Every_tool_of_gemini_is_classified_and_judged_accordingly()
    {
        SdkTypes types = (await SdkFolders.TypesAsync())["google"];
        Declaration tool = types.Declarations.Single(one => one.FullName == "Tool" && one.Type is TypeNode.Shape);
        string[] keys = [.. types.Members(tool, (TypeNode.Shape)tool.Type).Select(one => one.Member.Name)];
        Assert.That(keys, Is.EquivalentTo(OfGemini));
        foreach (string key in keys)
        {
            foreach (string name in (string[])[key, JsonNamingPolicy.SnakeCaseLower.ConvertName(key)])
            {
                foreach (string place in (string[])["""{"tools":[TOOL]}""", """{"config":{"tools":[TOOL]}}""", """{"setup":{"tools":TOOL}}""",
                    """{"requests":[{"request":{"tools":[TOOL]}}]}"""])
                {
                    string? refused =
                        ToolRule.FindRefused(Read(JsonNode.Parse(place.Replace("TOOL", "{\"" + name + "\":{}}", StringComparison.Ordinal))!).Tools, []);
                    Assert.That(refused is null, Is.EqualTo(OfGemini.Take(2).Contains(key)), $"{name}: {refused}");
                }
            }
        }
    }

    /// <summary>A tool with all its options is judged only by its type: nested values do not count as tools, and schemas are not searched.</summary>
    [Test]
    public async Task A_tool_with_all_options_counts_as_one_tool()
    {
        List<string> wrong = [];
        foreach (var (sdk, types) in await SdkFolders.TypesAsync())
        {
            foreach (var (type, of, shape) in ToolTypes(types))
            {
                foreach (int choice in (int[])[0, 1, 2])
                {
                    JsonObject tool = (JsonObject)new ToolSample(types, choice).Of(of, shape);
                    tool["type"] = type;
                    RequestFacts facts = Read(new JsonObject { ["tools"] = new JsonArray(tool.DeepClone()) });
                    bool isLocal = type == "shell" && (string?)tool["environment"]?["type"] == "local";
                    string[] admitted = ClientRun.Contains(type) || isLocal ? [] : [ToolRule.NameOf(type), "skills"];
                    if (facts.Fault != RequestFault.None || ToolRule.FindRefused(facts.Tools, admitted) is not null)
                    {
                        wrong.Add($"{sdk} {of} ({facts.Fault} {string.Join(' ', facts.Tools)}): {tool.ToJsonString()}");
                    }
                }
            }
        }

        Assert.That(wrong, Is.Empty);
    }

    private static List<(string Type, Declaration Of, TypeNode.Shape Shape)> ToolTypes(SdkTypes types)
    {
        List<(string, Declaration, TypeNode.Shape)> found = [];
        HashSet<TypeNode.Shape> seen = new(ReferenceEqualityComparer.Instance);
        foreach (Declaration declaration in types.Declarations.Where(one => one.Type is TypeNode.Shape))
        {
            foreach (var (member, from) in types.Members(declaration, (TypeNode.Shape)declaration.Type)
                .Where(one => one.Member.Name is "tools" or "definition" or "mcp_servers"))
            {
                foreach (var (of, shape, _) in types.Objects(member.Type, from).Where(one => seen.Add(one.Shape)))
                {
                    found.AddRange(types.Members(of, shape).Where(one => one.Member.Name == "type").SelectMany(one => types.Literals(one.Member.Type, one.From))
                        .Select(type => (type, of, shape)));
                }
            }
        }

        return found;
    }

    private static RequestFacts Read(JsonNode body)
    {
        using RequestFactsReader reader = new();
        reader.Append(JsonSerializer.SerializeToUtf8Bytes(body));
        return reader.Complete();
    }
}
