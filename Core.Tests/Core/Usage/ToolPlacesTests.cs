using System.Text;
using BotBottle.Core.Providers;
using BotBottle.Core.Usage;

namespace BotBottle.Core.Tests.Core.Usage;

/// <summary>Provider-run tools at every place of a request, and usual requests that look similar.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class ToolPlacesTests
{
    [TestCase("""{"input":[{"type":"additional_tools","role":"developer","tools":[{"type":"mcp","server_label":"x","server_url":"https://x.example"}]}]}""",
        "mcp")]
    [TestCase("""{"input":[{"type":"tool_search_output","tools":[{"type":"code_interpreter","container":{"type":"auto"}}]}]}""", "code_interpreter")]
    [TestCase("""{"items":[{"type":"additional_tools","tools":[{"type":"web_fetch"}]}]}""", "web_fetch")]
    [TestCase("""{"messages":[{"role":"user","content":[{"type":"tool_addition","tool":{"type":"tool_definition","definition":{"type":"web_fetch_20260318","name":"web_fetch"}}}]}]}""", "web_fetch")]
    [TestCase("""{"messages":[{"content":[{"type":"tool_addition","tool":{"type":"tool_definition","definition":{"type":"mcp_toolset","mcp_server_name":"x"}}}]}]}""", "mcp")]
    [TestCase("""{"prompt":{"id":"pmpt_1","variables":{}}}""", "stored_prompt")]
    [TestCase("""{"tools":[{"type":"namespace","tools":[{"type":"namespace","tools":[{"type":"mcp"}]}]}]}""", "mcp")]
    [TestCase("""{"tools":[[[{"type":"web_fetch"}]]]}""", "web_fetch")]
    [TestCase("""{"fallbacks":[{"model":"m","tools":[{"type":"web_fetch_20260318"}]}]}""", "web_fetch")]
    [TestCase("""{"anything":{"deep":[{"er":{"extra_tools":[{"type":"new_kind"}]}}]}}""", "new_kind")]
    [TestCase("""{"anything":{"toolSet":{"type":"new_kind"}}}""", "new_kind")]
    [TestCase("""{"anything":{"TOOLBOX":{"type":"new_kind"}}}""", "new_kind")]
    [TestCase("""{"anything":{"plugins":[{"id":"web"}]}}""", "untyped")]
    [TestCase("""{"anything":{"mcpServers":[{"name":"x"}]}}""", "mcp")]
    [TestCase("""{"mcp_servers":[{"type":"url","url":"https://x.example","name":"x"}]}""", "mcp")]
    [TestCase("""{"fallbacks":[{"mcp_servers":["x"]}]}""", "mcp")]
    [TestCase("""{"connectors":[{"id":"web-search"}]}""", "mcp")]
    [TestCase("""{"too\u006cs2":[{"t\u0079pe":"web_f\u0065tch"}]}""", "web_fetch")]
    [TestCase("""{"input":[{"t\u006fols":[{"type":"mcp"}]}]}""", "mcp")]
    [TestCase("""{"tools":[{"type":"function","type":"mcp"}]}""", "mcp")]
    [TestCase("""{"tools":[{"type":"mcp","type":"function"}]}""", "mcp")]
    [TestCase("""{"input":[{"tools":[{"type":"function"}],"tools":[{"type":"mcp"}]}]}""", "mcp")]
    [TestCase("""{"tools":["web_fetch"]}""", "web_fetch")]
    [TestCase("""{"tools":[{"type":"MCP"}]}""", "MCP")]
    [TestCase("""{"tools":[{"type":"function","name":"f","server_url":"https://x.example"}]}""", "mcp")]
    [TestCase("""{"tools":[{"name":"f","description":"d","url":"https://x.example","input_schema":{}}]}""", "mcp")]
    [TestCase("""{"tools":[{"type":"custom","connector_id":"connector_gmail"}]}""", "mcp")]
    [TestCase("""{"tools":[{"type":"function","options":{"type":"web_fetch"}}]}""", "web_fetch")]
    [TestCase("""{"tools":[{"newTool":{}}]}""", "untyped")]
    [TestCase("""{"tools":[{"functionDeclarations":[],"newTool":{}}]}""", "untyped")]
    [TestCase("""{"tools":[{"type":null,"newTool":{}}]}""", "untyped")]
    [TestCase("""{"tools":[{}]}""", "untyped")]
    [TestCase("""{"tools":[{"web_search":{}}]}""", "untyped")]
    [TestCase("""{"tools":[{"urlContext":{}}]}""", "url_context")]
    [TestCase("""{"tools":[{"googleMaps":{}}]}""", "google_maps")]
    [TestCase("""{"tools":[{"fileSearch":{}}]}""", "file_search")]
    [TestCase("""{"tools":[{"codeExecution":{}}]}""", "code_execution")]
    [TestCase("""{"tools":[{"parallelAiSearch":{}}]}""", "parallel_ai_search")]
    [TestCase("""{"tools":[{"mcpServers":[{"name":"x","streamableHttpTransport":{"url":"https://x.example"}}]}]}""", "mcp")]
    [TestCase("""{"tools":[{"type":"shell"}]}""", "shell")]
    [TestCase("""{"tools":[{"type":"shell","environment":null}]}""", "shell")]
    [TestCase("""{"tools":[{"type":"shell","environment":{"type":"container_auto"}}]}""", "shell")]
    [TestCase("""{"tools":[{"environment":{"type":"container_reference","container_id":"c"},"type":"shell"}]}""", "shell")]
    [TestCase("""{"tools":[{"type":"shell","environment":{"type":"local","type":"container_auto"}}]}""", "shell")]
    [TestCase("""{"container":{"skills":[{"type":"anthropic","skill_id":"xlsx"}]}}""", "skills")]
    [TestCase("""{"container":{"skills":[{"skill_id":"skill_1"}]}}""", "skills")]
    [TestCase("""{"tools":[{"type":"advisor_20260301","model":"m"}]}""", "advisor")]
    [TestCase("""{"tools":[{"type":"programmatic_tool_calling"}]}""", "programmatic_tool_calling")]
    [TestCase("""{"messages":[{"content":[{"type":"text","input":{"tools":[{"type":"mcp"}]}}]}]}""", "mcp")]
    [TestCase("""{"messages":[{"content":[{"input":{"tools":[{"type":"mcp"}]}}]}]}""", "mcp")]
    [TestCase("""{"messages":[{"content":[{"type":"tool_use","type":"new","input":{"tools":[{"type":"mcp"}]}}]}]}""", "mcp")]
    [TestCase("""{"messages":[{"content":[{"type":"tool_use","input":{},"input":{"tools":[{"type":"mcp"}]}}]}]}""", "mcp")]
    [TestCase("""{"messages":[{"content":[{"type":"tool_use","input":{"tools":[{"type":"mcp"}]},"tool":{"type":"mcp"}}]}]}""", "mcp")]
    [TestCase("""{"input":{"tools":[{"type":"mcp"}]}}""", "mcp")]
    [TestCase("""{"tools":[{"type":"function","Parameters":{"type":"mcp"}}]}""", "mcp")]
    public void A_provider_run_tool_is_found(string body, string tool) => Judged(body, tool);

    [TestCase("""{"model":"qwen","enable_search":true}""", "web_search")]
    [TestCase("""{"model":"qwen","search_options":{"forced_search":true}}""", "web_search")]
    [TestCase("""{"model":"m","web_search_options":{}}""", "web_search")]
    public void A_search_option_counts_as_a_provider_run_tool(string body, string tool)
    {
        foreach (byte[] bytes in Split(body))
        {
            Assert.That(Read(bytes).Tools, Is.EqualTo(new[] { tool }));
        }
    }

    [TestCase("""{"input":[{"tools":[{"TYPE":"mcp"}]}]}""")]
    [TestCase("""{"input":[{"tools":[{"type":["mcp"]}]}]}""")]
    [TestCase("""{"input":[{"tools":[{"type":7}]}]}""")]
    [TestCase("""{"input":[{"tools":[{"type":{"a":1}}]}]}""")]
    [TestCase("""{"input":[{"tools":[{"type":true}]}]}""")]
    [TestCase("""{"input":[{"Tools":[{"type":"mcp"}]}]}""")]
    [TestCase("""{"tools":[{"type":"shell","environment":{"type":"local"},"environment":null}]}""")]
    public void An_ambiguous_tool_is_refused(string body) =>
        Assert.That(Read(Encoding.UTF8.GetBytes(body)).MustRefuse(new CallClass(CallKind.Unclassified, CallFormat.Unknown)), body);

    [Test]
    public void Tools_nested_too_deeply_are_refused()
    {
        string deep = Nested(20, """{"type":"function"}""");
        Assert.That(Read(Encoding.UTF8.GetBytes(deep)) is { Fault: RequestFault.BadValue, FaultKey: "tools" });
        Judged(Nested(5, """{"type":"mcp"}"""), "mcp");

        // Deeply nested without tools on the way; it is still followed.
        Judged(string.Concat(Enumerable.Repeat("""{"a":[""", 200)) + """{"tools":[{"type":"mcp"}]}""" + string.Concat(Enumerable.Repeat("]}", 200)), "mcp");
        string deeper = string.Concat(Enumerable.Repeat("""{"a":""", 600)) + """{"tools":[{"type":"mcp"}]}""" + new string('}', 600);
        Assert.That(Read(Encoding.UTF8.GetBytes(deeper)).MustRefuse(new CallClass(CallKind.Unclassified, CallFormat.Unknown)));

        static string Nested(int levels, string inner) =>
            string.Concat(Enumerable.Repeat("""{"tools":[{"type":"namespace","x":""", levels)) + $$"""{"tools":[{{inner}}]}"""
                + string.Concat(Enumerable.Repeat("}]}", levels));
    }

    [TestCase("""{"messages":[{"role":"assistant","content":[{"type":"tool_use","id":"t","name":"Write","input":{"tools":[{"type":"mcp","server_url":"https://x"}],"url":"u","type":"web_fetch","mcp_servers":{"a":{"url":"u"}}}}]}]}""")]
    [TestCase("""{"messages":[{"content":[{"input":{"tools":[{"type":"mcp"}]},"id":"t","type":"server_tool_use"}]}]}""")]
    [TestCase("""{"messages":[{"content":[{"input":{"tools":[{"Type":1}],"content":[{"type":"x","input":{"tool":{"type":"mcp"}}}]},"type":"mcp_tool_use"}]}]}""")]
    [TestCase("""{"messages":[{"content":[{"type":"tool_result","tool_use_id":"t","content":[{"type":"text","text":"{\"tools\":[{\"type\":\"mcp\"}]}"},"""
        + """{"type":"tool_reference","tool_name":"x"}]}]}]}""")]
    [TestCase("""{"messages":[{"content":[{"type":"tool_search_tool_result","content":{"type":"tool_search_tool_search_result","tool_references":[{"type":"tool_reference","tool_name":"x"}]}}]}]}""")]
    [TestCase("""{"messages":[{"content":[{"type":"web_search_tool_result","content":[{"type":"web_search_result","url":"https://x","title":"t"}]}]}]}""")]
    [TestCase("""{"tools":[{"name":"Bash","description":"d","input_schema":{"type":"object","properties":{"tools":{"type":"array","items":{"type":"string","url":"u"}},"server_url":{"type":"string"}}},"input_examples":[{"tools":[{"type":"mcp"}]}],"cache_control":{"type":"ephemeral"}}]}""")]
    [TestCase("""{"tools":[{"type":"function","name":"f","parameters":{"type":"object","properties":{"tools":{"type":"object","tools":[{"type":"mcp"}]}}}}]}""")]
    [TestCase("""{"tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object","properties":{"mcp_servers":{"type":"array"}}}}}]}""")]
    [TestCase("""{"functions":[{"name":"f","parameters":{"type":"object","properties":{"tools":{"type":"array","url":"x"}}}}]}""")]
    [TestCase("""{"tools":[{"functionDeclarations":[{"name":"f","parametersJsonSchema":{"type":"object","properties":{"tool":{"type":"string"}}}},"""
        + """{"name":"g","parameters":{"type":"OBJECT","properties":{"tools":{"type":"ARRAY"}}}}]}]}""")]
    [TestCase("""{"tools":[{"function_declarations":[{"name":"f","response":{"type":"OBJECT","properties":{"tools":{"type":"ARRAY"}}}}]},"""
        + """{"computerUse":{"environment":"ENVIRONMENT_BROWSER"}}],"toolConfig":{"functionCallingConfig":{"mode":"AUTO"}}}""")]
    [TestCase("""{"contents":[{"parts":[{"functionCall":{"name":"f","args":{"tools":[{"type":"mcp"}],"url":"x"}}},"""
        + """{"functionResponse":{"name":"f","response":{"tools":[{"type":"mcp"}]}}}]}]}""")]
    [TestCase("""{"input":[{"type":"function_call","call_id":"c","name":"f","arguments":"{\"tools\":[{\"type\":\"mcp\"}]}"},"""
        + """{"type":"tool_search_call","arguments":{"tools":[{"type":"mcp"}]}}]}""")]
    [TestCase("""{"input":[{"type":"tool_search_output","tools":[{"type":"function","name":"f","parameters":{"type":"object"}},"""
        + """{"type":"namespace","name":"n","tools":[{"type":"custom","name":"c","format":{"type":"grammar","definition":"x"}}]}]}]}""")]
    [TestCase("""{"input":[{"type":"local_shell_call","action":{"type":"exec","command":["ls"],"env":{"TOOLS":"x"}}},"""
        + """{"type":"web_search_call","action":{"type":"open_page","url":"https://x"}}]}""")]
    [TestCase("""{"input":[{"type":"mcp_list_tools","server_label":"x","tools":[{"name":"f","input_schema":{"type":"object"},"annotations":{"type":"x"}}]}]}""")]
    [TestCase("""{"messages":[{"role":"assistant","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]},"""
        + """{"role":"tool","tool_call_id":"c","content":"x"}],"tool_choice":{"type":"function","function":{"name":"f"}},"parallel_tool_calls":true}""")]
    [TestCase("""{"tool_choice":{"type":"tool","name":"f"},"context_management":{"edits":[{"type":"clear_tool_uses_20250919","trigger":{"type":"tool_uses","value":1},"clear_tool_inputs":["a"],"exclude_tools":["b"]}]}}""")]
    [TestCase("""{"response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{"type":"object","properties":{"tools":{"type":"array"}}}}},"text":{"format":{"type":"json_schema","schema":{"properties":{"tool":{"type":"string"}}}}}}""")]
    [TestCase("""{"generationConfig":{"responseJsonSchema":{"properties":{"tools":{"type":"array"}}},"responseSchema":{"properties":{"tool":{"type":"STRING"}}}}}""")]
    [TestCase("""{"tools":[{"type":"shell","environment":{"type":"local","skills":[{"name":"s","description":"d","path":"/s"}]}},{"type":"local_shell"},"""
        + """{"type":"apply_patch"}]}""")]
    [TestCase("""{"tools":[{"type":"browser_toolset_20260801","configs":{"tool":{"type":"x"}}},"""
        + """{"type":"computer_20251124","name":"computer","display_width_px":1}]}""")]
    [TestCase("""{"tools":[{"type":"tool_search","execution":"client","parameters":{"type":"object"}},"""
        + """{"type":"image_generation"}],"metadata":{"tools":"x"},"enable_search":false,"web_search_options":null}""")]
    [TestCase("""{"tools":[{"type":null,"name":"f","input_schema":{"type":"object"}},"""
        + """{"type":"custom","name":"g","input_schema":{"type":"object"}}],"mcp_servers":[]}""")]
    public void A_usual_request_has_no_provider_run_tool(string body)
    {
        foreach (byte[] bytes in Split(body))
        {
            RequestFacts facts = Read(bytes);
            Assert.That((facts.Fault, ToolRule.FindRefused(facts.Tools, [])), Is.EqualTo((RequestFault.None, (string?)null)), string.Join(", ", facts.Tools));
        }
    }

    private static void Judged(string body, string tool)
    {
        foreach (byte[] bytes in Split(body))
        {
            RequestFacts facts = Read(bytes);
            Assert.That(facts.Fault, Is.EqualTo(RequestFault.None), facts.FaultKey);
            Assert.That(ToolRule.FindRefused(facts.Tools, ToolRule.Default), Is.EqualTo(tool), string.Join(", ", facts.Tools));
            Assert.That(ToolRule.FindRefused(facts.Tools, [tool, .. ToolRule.Default, "shell"]), Is.Null, "allowed by its name");
        }
    }

    // The body itself, and the same with blanks between all tokens, which change nothing.
    private static IEnumerable<byte[]> Split(string body) =>
        [Encoding.UTF8.GetBytes(body), Encoding.UTF8.GetBytes(
            body.Replace(":", " :\n", StringComparison.Ordinal).Replace("https :\n", "https:", StringComparison.Ordinal))];

    private static RequestFacts Read(byte[] body)
    {
        RequestFacts whole = Read(body, body.Length);
        RequestFacts single = Read(body, 1);
        Assert.That((single.Fault, single.FaultKey), Is.EqualTo((whole.Fault, whole.FaultKey)));
        Assert.That(single.Tools, Is.EqualTo(whole.Tools));
        return whole;
    }

    private static RequestFacts Read(byte[] body, int piece)
    {
        using RequestFactsReader reader = new();
        for (int at = 0; at < body.Length; at += piece)
        {
            reader.Append(body.AsSpan(at, Math.Min(piece, body.Length - at)));
        }

        return reader.Complete();
    }
}
