using BotBottle.Core.Budgets;
using BotBottle.Core.Policy;
using BotBottle.Proxy.Tests.Support;

namespace BotBottle.Proxy.Tests.Pipeline;

/// <summary>
/// Calls that spend where no response shows it are refused unless their route allows them, and under a hard budget in any case, before the upstream has the
/// whole request.
/// </summary>
[Parallelizable(ParallelScope.All)]
public sealed class UnmeteredTests
{
    private const string Batch = """{"requests":[{"custom_id":"1","params":{"model":"claude-x","max_tokens":64,"messages":[]}}]}""";

    // Calls that spend later, according to the providers' documentation.
    private static readonly object[][] Known =
    [
        [Outside.Claude, "/v1/messages/batches", Batch],
        [Outside.Claude, "/v1/messages/batches?beta=true", Batch],
        [Outside.Claude, "//v1/Messages%2Fbatches/", Batch],
        [Outside.Claude, "/v1/sessions/abc/events", """{"events":[]}"""],
        [Outside.OpenAi, "/v1/batches", """{"input_file_id":"file-1","endpoint":"/v1/responses","completion_window":"24h"}"""],
        [Outside.OpenAi, "/v1/batches;a=b", """{"input_file_id":"file-1"}"""],
        [Outside.OpenAi, "/v1/responses", """{"model":"gpt-x","background":true,"input":"hi"}"""],
        [Outside.OpenAi, "/v1/realtime/client_secrets", "{}"],
        [Outside.OpenAi, "/v1/realtime/calls", "v=0"],
        [Outside.OpenAi, "/v1/fine_tuning/jobs", """{"model":"gpt-x","training_file":"file-1"}"""],
        [Outside.OpenAi, "/v1/threads/t/runs", """{"assistant_id":"a"}"""],
        [Outside.OpenAi, "/v1/evals/e/runs", """{"data_source":{}}"""],
        [Outside.OpenAi, "/v1/videos", """{"model":"sora","prompt":"x"}"""],
    ];

    [TestCaseSource(nameof(Known))]
    public async Task An_unmetered_call_is_requested_as_such_and_refused(string host, string path, string body)
    {
        await using FakeController controller = new()
        {
            Admit = asked => Task.FromResult(new AdmissionAnswer(asked.Unmetered ? AdmissionVerdict.UnmeteredCall : AdmissionVerdict.Admitted)),
        };
        string head = await AskAsync(controller, $"routes: [{{host: {host}, unmetered: true}}]", host, path, body);
        Assert.That(head, Does.StartWith("HTTP/1.1 400 ").And.Contain("x-bot-bottle-reason: unmetered_call"));
        Assert.That(controller.Admissions.Reader.TryRead(out _), "the route allows it, and the controller was asked");
    }

    [TestCase(Outside.Claude, "/v1/environments", """{"config":{"networking":{"type":"unrestricted"}}}""")]
    [TestCase(Outside.Claude, "/v1/deployments", "{}")]
    [TestCase(Outside.Claude, "/v1/dreams", "{}")]
    [TestCase(Outside.Claude, "/v1/sessions", "{}")]
    [TestCase(Outside.OpenAi, "/v1/vector_stores", "{}")]
    [TestCase(Outside.OpenAi, "/v1/tomorrow", "{}")]
    [TestCaseSource(nameof(Known))]
    public async Task An_unmetered_call_is_refused_without_a_budget_unless_its_route_allows_it(string host, string path, string body)
    {
        await using FakeController controller = new();
        string head = await AskAsync(controller, $"routes: [{{host: {host}}}]", host, path, body);
        Assert.That(head, Does.StartWith("HTTP/1.1 400 ").And.Contain("x-bot-bottle-reason: unmetered_call"));
        Assert.That(controller.Admissions.Reader.TryRead(out _), Is.False);
    }

    [TestCase(Outside.Claude, "/v1/agents", """{"name":"a","model":"claude-x"}""")]
    [TestCase(Outside.Claude, "/v1/files", "--b--")]
    [TestCase(Outside.OpenAi, "/v1/conversations", """{"items":[]}""")]
    [TestCase(Outside.OpenAi, "/v1/files", "--b--")]
    [TestCase(Outside.OpenAi, "/v1/uploads/u/parts", """{"model":"a","model":"b"}""")]
    [TestCase(Outside.OpenAi, "/v1/responses/r/cancel", "")]
    public async Task A_definition_or_a_file_is_free(string host, string path, string body)
    {
        await using FakeController controller = new();
        Assert.That(await AskAsync(controller, $"routes: [{{host: {host}}}]", host, path, body), Does.StartWith("HTTP/1.1 200 "));
        Assert.That(controller.Admissions.Reader.TryRead(out _), Is.False);
    }

    [TestCase("PUT")]
    [TestCase("PATCH")]
    [TestCase("DELETE")]
    public async Task Other_methods_do_not_bypass_the_refusal(string method)
    {
        await using FakeController controller = new();
        string head = await AskAsync(controller, $"routes: [{{host: {Outside.Claude}}}]", Outside.Claude, "/v1/deployments/d", "{}", method);
        Assert.That(head, Does.Contain("x-bot-bottle-reason: unmetered_call"));
    }

    [TestCase("/v1/tomorrow", "{}")]
    [TestCase("/v1/responses", """{"model":"gpt-x","background":true,"input":"hi"}""")]
    public async Task An_unmetered_call_is_sent_if_route_and_controller_allow_it(string path, string body)
    {
        await using FakeController controller = new();
        string head = await AskAsync(controller, $"routes: [{{host: {Outside.OpenAi}, unmetered: true}}]", Outside.OpenAi, path, body);
        Assert.That(head, Does.StartWith("HTTP/1.1 200 "));
        Assert.That((await controller.Admissions.Reader.ReadAsync().Within()).Unmetered);
    }

    [Test]
    public async Task A_background_response_is_refused_on_a_WebSocket()
    {
        await using WebSockets.MeteredSocket setup = await WebSockets.MeteredSocket.StartAsync();
        await setup.Client.SendTextAsync("""{"type":"response.create","model":"gpt-x","background":true}""");
        Assert.That(await setup.Client.ReadTextAsync(), Does.Contain("unmetered_call"));
    }

    // Returns the head of the response. The upstream of a refused call has nothing, or not the last byte.
    private static async Task<string> AskAsync(FakeController controller, string routes, string host, string path, string body, string method = "POST")
    {
        controller.Order(RunOrders.Open);
        Recorder upstream = new(Script.Json("{}"));
        await using Outside outside = await Outside.WithAsync(upstream.ServeAsync, controller.Options with { Routes = routes });
        await FakeController.ReadyAsync(outside.Proxy);
        await using RawClient client = await outside.Proxy.TunnelAsync($"{host}:443");
        await client.SendAsync(ModelCalls.Post(host, path, body).Replace("POST ", $"{method} ", StringComparison.Ordinal));
        (string head, string answer) = await client.ReadMessageAsync();
        if (head.Contains("unmetered_call", StringComparison.Ordinal) && outside.Upstream.Connections > 0)
        {
            Assert.That(System.Text.Encoding.Latin1.GetString((await upstream.EndAsync(outside)).Bytes), Does.Not.Contain(body), answer);
        }
        return head;
    }
}
