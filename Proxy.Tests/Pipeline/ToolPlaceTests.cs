using System.IO.Compression;
using System.Text;
using BotBottle.Core.Policy;
using BotBottle.Proxy.Tests.Support;
using BotBottle.Proxy.Tests.WebSockets;

namespace BotBottle.Proxy.Tests.Pipeline;

/// <summary>A provider-run tool is refused at any place in a request, on every way to a provider, and before the provider has the request.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class ToolPlaceTests
{
    private const string Server = """{"type":"mcp","server_label":"x","server_url":"https://out.example/"}""";
    private const string Added = $$"""{"model":"m","input":[{"type":"additional_tools","role":"developer","tools":[{{Server}}]}]}""";
    private const string Found = $$"""{"model":"m","input":[{"type":"tool_search_output","call_id":"c","tools":[{{Server}}]}]}""";
    private const string Nested =
        $$"""{"model":"m","input":"x","tools":[{"type":"namespace","name":"a","tools":[{"type":"namespace","name":"b","tools":[{{Server}}]}]}]}""";
    private const string Stored = """{"model":"m","input":"x","prompt":{"id":"pmpt_1"}}""";
    private const string Addition =
        """{"model":"m","max_tokens":1,"messages":[{"role":"user","content":[{"type":"tool_addition","tool":{"type":"tool_definition","definition":{"type":"web_fetch_20260318","name":"web_fetch"}}}]}]}""";
    private const string Connector = """{"model":"m","max_tokens":1,"messages":[],"mcp_servers":[{"type":"url","url":"https://out.example/","name":"x"}]}""";
    private const string Gemini = """{"contents":[],"tools":[{"urlContext":{}}]}""";
    private const string GeminiCount = """{"generateContentRequest":{"contents":[],"tools":[{"urlContext":{}}]}}""";

    [TestCase(Outside.OpenAi, "/v1/responses", Added)]
    [TestCase(Outside.OpenAi, "/v1/responses", Found)]
    [TestCase(Outside.OpenAi, "/v1/responses", Nested)]
    [TestCase(Outside.OpenAi, "/v1/responses", Stored)]
    [TestCase(Outside.OpenAi, "/v1/responses/compact", Added)]
    [TestCase(Outside.OpenAi, "/v1/responses/input_tokens", Added)]
    [TestCase(Outside.OpenAi, "/v1/chat/completions", Added)]
    [TestCase(Outside.OpenAi, "/v1/conversations", Added)]
    [TestCase(Outside.OpenAi, "/v1/conversations/c/items", Found)]
    [TestCase(Outside.OpenAi, "/v1/assistants", """{"model":"m","tools":[{"type":"code_interpreter"}]}""")]
    [TestCase(Outside.Claude, "/v1/agents", Connector)]
    [TestCase(Outside.Claude, "/v1/messages", Addition)]
    [TestCase(Outside.Claude, "/v1/messages?beta=true", Connector)]
    [TestCase(Outside.Claude, "/v1/messages/count_tokens", Addition)]
    [TestCase(Outside.Claude, "/v1/messages/count_tokens", Connector)]
    public async Task A_provider_run_tool_is_refused(string host, string path, string body)
    {
        foreach (string coding in (string[])["", "gzip", "deflate", "br"])
        {
            string sent = Coded(body, coding);
            string head = await AskAsync(host, path, sent, coding.Length == 0 ? "" : $"Content-Encoding: {coding}\r\n");
            Assert.That(head, Does.Contain("x-bot-bottle-reason: tool_not_allowed"), coding);
        }
        Assert.That(await AskAsync(host, path, body, "", "text/plain"), Does.Contain("x-bot-bottle-reason: tool_not_allowed"),
            "what the body is called changes nothing");
        Assert.That(await AskAsync(host, path, body + "{}"), Does.StartWith("HTTP/1.1 400 "), "two documents");
    }

    [TestCase("/v1beta/models/gemini-x:generateContent", Gemini)]
    [TestCase("/v1beta/models/gemini-x:streamGenerateContent?alt=sse", Gemini)]
    [TestCase("/v1beta/models/gemini-x:countTokens", GeminiCount)]
    public async Task A_provider_run_tool_of_Gemini_is_refused(string path, string body)
    {
        string head = await AskAsync("generativelanguage.googleapis.com", path, body);
        Assert.That(head, Does.Contain("x-bot-bottle-reason: tool_not_allowed"), head);
    }

    [Test]
    public async Task A_provider_run_tool_is_refused_before_its_input_is_counted()
    {
        await using FakeController controller = new();
        controller.Order(new RunOrders(0, null, [], Counted: ["claude"]));
        int asked = 0;
        await using Outside outside = await Outside.WithAsync(
            async peer =>
            {
                await peer.ReadMessageAsync();
                Interlocked.Increment(ref asked);
                await peer.SendAsync(Script.Json("""{"input_tokens":1}"""));
            },
            controller.Options);
        await FakeController.ReadyAsync(outside.Proxy);
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Outside.Claude}:443");
        await client.SendAsync(ModelCalls.Post(Outside.Claude, "/v1/messages", Addition));
        Assert.That((await client.ReadMessageAsync()).Head, Does.Contain("x-bot-bottle-reason: tool_not_allowed"));
        Assert.That(asked, Is.Zero);
    }

    [TestCase(Added)]
    [TestCase(Found)]
    [TestCase(Nested)]
    [TestCase(Stored)]
    public async Task A_provider_run_tool_is_refused_on_a_WebSocket_that_stays_usable(string body)
    {
        await using MeteredSocket setup = await MeteredSocket.StartAsync();
        await setup.Client.SendTextAsync("""{"type":"response.create",""" + body[1..]);
        Assert.That(await setup.Client.ReadTextAsync(), Does.Contain("tool_not_allowed"));
        await setup.Client.SendTextAsync(MeteredSocket.Create);
        Assert.That(await setup.Upstream.ReadTextAsync(), Is.EqualTo(MeteredSocket.Create), "the first message at the upstream");
    }

    [Test]
    public async Task A_count_request_without_such_a_tool_is_forwarded_without_an_admission()
    {
        await using FakeController controller = new();
        controller.Order(RunOrders.Open);
        await using Outside outside = await Outside.WithAsync(Script.Answering(Script.Json("""{"input_tokens":7}""")), controller.Options);
        await FakeController.ReadyAsync(outside.Proxy);
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Outside.Claude}:443");
        await client.SendAsync(ModelCalls.Post(
            Outside.Claude, "/v1/messages/count_tokens", """{"model":"m","messages":[],"tools":[{"name":"Bash","input_schema":{"type":"object"}}]}"""));
        Assert.That((await client.ReadMessageAsync()).Body, Is.EqualTo("""{"input_tokens":7}"""));
        Assert.That(controller.Admissions.Reader.TryRead(out _), Is.False);
    }

    private static async Task<string> AskAsync(string host, string path, string body, string more = "", string type = "application/json")
    {
        await using FakeController controller = new();
        controller.Order(RunOrders.Open);
        Recorder upstream = new(Script.Json("{}"));
        TestProxyOptions options = controller.Options;
        await using Outside outside = await Outside.WithAsync(
            upstream.ServeAsync, options with { Hosts = [host], Credentials = [.. options.Credentials, new("gemini", "GEMINI_API_KEY", "host-gemini-key")] });
        await FakeController.ReadyAsync(outside.Proxy);
        await using RawClient client = await outside.Proxy.TunnelAsync($"{host}:443");
        await client.SendAsync(ModelCalls.Post(host, path, body, more).Replace("application/json", type, StringComparison.Ordinal));
        (string head, _) = await client.ReadMessageAsync();
        if (head.Contains("tool_not_allowed", StringComparison.Ordinal))
        {
            Assert.That(Encoding.Latin1.GetString((await upstream.EndAsync(outside)).Bytes), Does.Not.Contain(body), "the last byte was not sent");
        }
        return head;
    }

    private static string Coded(string body, string coding)
    {
        if (coding.Length == 0)
        {
            return body;
        }
        using MemoryStream coded = new();
        using (Stream into = coding switch
        {
            "gzip" => new GZipStream(coded, CompressionLevel.Fastest),
            "deflate" => new ZLibStream(coded, CompressionLevel.Fastest),
            _ => new BrotliStream(coded, CompressionLevel.Fastest),
        })
        {
            into.Write(Encoding.UTF8.GetBytes(body));
        }
        return Encoding.Latin1.GetString(coded.ToArray());
    }
}
