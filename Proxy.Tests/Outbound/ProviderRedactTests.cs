using System.Text;
using BotBottle.Core.Control;
using BotBottle.Core.Policy;
using BotBottle.Core.Providers;
using BotBottle.Core.Settings;
using BotBottle.Proxy.Tests.Support;

namespace BotBottle.Proxy.Tests.Outbound;

/// <summary>A find on the way to a model provider does not end a session: what a client must send again with each turn is masked.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class ProviderRedactTests
{
    private const string Own = "llm.example.com";

    private static readonly DateTimeOffset Later = DateTimeOffset.UtcNow.AddMinutes(5);
    private static readonly string Stars = new('*', Secrets.Shaped.Length);

    [Test]
    public async Task An_unsupervised_run_sends_each_turn_with_the_same_mask_and_notes_it_once()
    {
        Recorder upstream = new(Script.Json(ModelCalls.AnthropicJson));
        await using Outside outside = await Outside.WithAsync(upstream.ServeAsync);
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Outside.Claude}:443");
        await client.SendAsync(ModelCalls.PostClaude(Body($"key = {Secrets.Shaped}")));
        Assert.That((await client.ReadMessageAsync()).Head, Does.StartWith("HTTP/1.1 200 "));
        string seen = Encoding.Latin1.GetString(await upstream.WholeAsync());
        Assert.That(seen, Does.EndWith($"\r\n\r\n{Body($"key = {Stars}")}"));
        await client.SendAsync(ModelCalls.PostClaude(Body($"key = {Secrets.Shaped}")));
        Assert.That((await client.ReadMessageAsync()).Head, Does.StartWith("HTTP/1.1 200 "));
        string log = outside.Proxy.Log.ToString();
        Assert.That(log.Split("dlp_redacted"), Has.Length.EqualTo(2), log);
        Assert.That(log, Does.Contain("masked: GitLab token in the body:").And.Not.Contain(Secrets.Shaped));
    }

    [TestCase("(signed or encrypted content", "")]
    [TestCase("(a head is masked only where the route says outbound_on_match: redact; ", "X-A: SHAPED\r\n")]
    [TestCase("(a head is masked only where the route says outbound_on_match: redact; ", "", "?a=SHAPED")]
    [TestCase("(a known secret is masked only where the route says outbound_on_match: redact; ", "", "", "host-codex-key")]
    [TestCase("(a known secret is masked only where", "", "", "glpat-host-codex-key-aaaaaaaaaaaa")]
    [TestCase("(the request has a signature or a digest of its body", "Content-MD5: abc\r\n", "", Secrets.Shaped)]
    public async Task A_find_that_cannot_be_masked_is_refused_with_the_reason(string reason, string field, string query = "", string? value = null)
    {
        Recorder upstream = new();
        await using Outside outside = await Outside.WithAsync(upstream.ServeAsync);
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Outside.Claude}:443");
        string body = value is null && field.Length + query.Length > 0 ? ModelCalls.AnthropicRequest
            : value is null ? $$"""{"model":"m","max_tokens":9,"messages":[{"content":[{"type":"thinking","thinking":"{{Secrets.Shaped}}"}]}]}"""
            : Body(value);
        await client.SendAsync(Filled(ModelCalls.Post(Outside.Claude, "/v1/messages" + query, body, field)));
        (string head, string answer) = await client.ReadMessageAsync();
        Assert.That(head, Does.StartWith("HTTP/1.1 400 ").And.Contain("dlp_match"), answer);
        Assert.That(answer, Does.Contain(reason));
        Recorder.AssertNothingOf(Secrets.Shaped, (await upstream.EndAsync(outside)).Bytes);
    }

    [TestCase(Outside.Plain, "", 403)]
    [TestCase(Outside.Plain, "dlp: {rejected: redact}", 403)]
    [TestCase(Outside.Claude, "dlp: {outbound_on_match: block}", 400)]
    [TestCase(Outside.Claude, "dlp: {outbound_on_match: supervise}", 400)]
    [TestCase(Outside.Claude, "dlp: {rejected: refuse}", 200)]
    [TestCase(Own, "", 200)]
    public async Task The_operators_word_counts_and_other_hosts_keep_their_default(string host, string dlp, int status)
    {
        TestProxyOptions options = new()
        {
            Routes = $"routes: [{{host: {host}, agent_credentials: true{(dlp.Length > 0 ? ", " + dlp : "")}}}]",
            Providers = [new ProviderConfiguration("own", [Own], "openai")],
        };
        Recorder upstream = new(Script.Json("{}"));
        await using Outside outside = await Outside.WithAsync(upstream.ServeAsync, options);
        await using RawClient client = await outside.Proxy.TunnelAsync($"{host}:443");
        await client.SendAsync(ModelCalls.Post(host, host == Own ? "/v1/chat/completions" : "/v1/messages", Body(Secrets.Shaped)));
        Assert.That((await client.ReadMessageAsync()).Head, Does.StartWith($"HTTP/1.1 {status} "));
    }

    [Test]
    public async Task A_value_that_an_operator_rejected_is_masked_from_then_on()
    {
        await using FakeController controller = new() { Approve = _ => Task.FromResult(new ApprovalAnswer(ApprovalVerdict.Pending, "a1", Later, 1)) };
        controller.Order(RunOrders.Open);
        Recorder upstream = new(Script.Json(ModelCalls.AnthropicJson));
        await using Outside outside = await Outside.WithAsync(upstream.ServeAsync, controller.Options);
        await FakeController.ReadyAsync(outside.Proxy);
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Outside.Claude}:443");
        await client.SendAsync(ModelCalls.PostClaude(Body(Secrets.Shaped)));
        ApprovalRequest asked = await controller.Approvals.Reader.ReadAsync().Within();
        controller.Order(new RunOrders(1, null, [], null, [new ApprovalOrder("a1", asked.Fingerprint, ApprovalState.Rejected, Later, asked.Host)]));
        Assert.That((await client.ReadMessageAsync()).Head, Does.StartWith("HTTP/1.1 200 "), "the request that waited");
        Assert.That(Encoding.Latin1.GetString(await upstream.WholeAsync()), Does.EndWith(Body(Stars)));
        await client.SendAsync(ModelCalls.PostClaude(Body($"again {Secrets.Shaped}")));
        Assert.That((await client.ReadMessageAsync()).Head, Does.StartWith("HTTP/1.1 200 "), "the next turn");
        Assert.That(controller.Approvals.Reader.TryRead(out _), Is.False);
        await client.SendAsync($"GET /v1/models?a={Secrets.Shaped} HTTP/1.1\r\nHost: {Outside.Claude}\r\n\r\n");
        (string head, string answer) = await client.ReadMessageAsync();
        Assert.That(head, Does.Contain("approval_rejected"), answer);
        Assert.That(answer, Does.Contain("(only bodies are masked)"));
    }

    /// <summary>The operator may have rejected the value at another route of the host, or before the route was edited.</summary>
    [TestCase("{outbound_on_match: block}")]
    [TestCase("{outbound_on_match: block, rejected: redact}")]
    public async Task A_route_that_blocks_refuses_what_an_operator_rejected_elsewhere(string dlp)
    {
        await using FakeController controller = new() { Approve = _ => Task.FromResult(new ApprovalAnswer(ApprovalVerdict.Pending, "a1", Later, 1)) };
        controller.Order(RunOrders.Open);
        Recorder upstream = new(Script.Json(ModelCalls.AnthropicJson));
        TestProxyOptions options = controller.Options with
        {
            Routes = $"routes: [{{host: {Outside.Claude}, agent_credentials: true, matches: [{{paths: [{{type: exact, value: /v1/messages}}]}}]}}, "
                + $"{{host: {Outside.Claude}, agent_credentials: true, unmetered: true, dlp: {dlp}}}]",
        };
        await using Outside outside = await Outside.WithAsync(upstream.ServeAsync, options);
        await FakeController.ReadyAsync(outside.Proxy);
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Outside.Claude}:443");
        await client.SendAsync(ModelCalls.PostClaude(Body(Secrets.Shaped)));
        ApprovalRequest asked = await controller.Approvals.Reader.ReadAsync().Within();
        controller.Order(new RunOrders(1, null, [], null, [new ApprovalOrder("a1", asked.Fingerprint, ApprovalState.Rejected, Later, asked.Host)]));
        Assert.That((await client.ReadMessageAsync()).Head, Does.StartWith("HTTP/1.1 200 "));
        await client.SendAsync(ModelCalls.Post(Outside.Claude, "/v1/files", Body(Secrets.Shaped)));
        Assert.That((await client.ReadMessageAsync()).Head, Does.StartWith("HTTP/1.1 403 ").And.Contain("approval_rejected"));
    }

    [Test]
    public async Task Many_values_are_masked_and_the_notes_end()
    {
        Recorder upstream = new(Script.Json(ModelCalls.AnthropicJson));
        await using Outside outside = await Outside.WithAsync(upstream.ServeAsync);
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Outside.Claude}:443");
        string values = string.Join(' ', Enumerable.Range(0, 1200).Select(i => $"glpat-Zx9Qw3Er7Ty1Ui5O{i:D4}"));
        await client.SendAsync(ModelCalls.PostClaude(Body(values)));
        Assert.That((await client.ReadMessageAsync()).Head, Does.StartWith("HTTP/1.1 200 "));
        Assert.That(Encoding.Latin1.GetString(await upstream.WholeAsync()), Does.Not.Contain("Zx9Q"));
        string log = outside.Proxy.Log.ToString();
        Assert.That(log.Split("dlp_redacted"), Has.Length.EqualTo(1025));
        Assert.That(log.Split("further values are masked without a note"), Has.Length.EqualTo(2));
    }

    [TestCase("{rejected: refuse}", Secrets.Shaped)]
    [TestCase("{rejected: redact}", "host-codex-key")]
    public async Task A_rejected_value_is_refused_where_the_route_says_so_and_if_it_is_a_known_secret(string dlp, string value)
    {
        await using FakeController controller = new() { Approve = _ => Task.FromResult(new ApprovalAnswer(ApprovalVerdict.Rejected, "a1")) };
        controller.Order(RunOrders.Open);
        Recorder upstream = new();
        TestProxyOptions options = controller.Options with { Routes = $"routes: [{{host: {Outside.Claude}, dlp: {dlp}}}]" };
        await using Outside outside = await Outside.WithAsync(upstream.ServeAsync, options);
        await FakeController.ReadyAsync(outside.Proxy);
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Outside.Claude}:443");
        await client.SendAsync(ModelCalls.PostClaude(Body(value)));
        Assert.That((await client.ReadMessageAsync()).Head, Does.Contain("approval_rejected"));
        Recorder.AssertNothingOf(value, (await upstream.EndAsync(outside)).Bytes);
    }

    /// <summary>Of two values that overlap, the second is reported from the end of the first. A mask of the rest would send its beginning.</summary>
    [Test]
    public async Task A_value_that_overlaps_an_approved_one_is_not_masked_in_part()
    {
        string first = $"glpat-{new string('a', 490)}";
        DlpRule rule = new("ticket", "a{20}SECRET[0-9]{30}", DlpSeverity.Block);
        await using FakeController controller = new()
        {
            Approve = asked => Task.FromResult(new ApprovalAnswer(
                asked.Rule == "ticket" ? ApprovalVerdict.Rejected : ApprovalVerdict.Approved, asked.Rule == "ticket" ? "a2" : "a1")),
        };
        controller.Order(RunOrders.Open);
        Recorder upstream = new();
        TestProxyOptions options = controller.Options with { Dlp = new DlpConfiguration([], [], [rule]) };
        await using Outside outside = await Outside.WithAsync(upstream.ServeAsync, options);
        await FakeController.ReadyAsync(outside.Proxy);
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Outside.Claude}:443");
        await client.SendAsync(ModelCalls.PostClaude(Body($"{first}{new string('a', 30)}SECRET{new string('7', 30)}")));
        (string head, string answer) = await client.ReadMessageAsync();
        Assert.That(head, Does.Contain("approval_rejected"), answer);
        Assert.That(answer, Does.Contain("it follows a value that passes"));
    }

    /// <summary>No later turn sends a file again, and a mask would change what others read.</summary>
    [TestCase("")]
    [TestCase("gzip")]
    public async Task A_find_in_an_upload_ends_the_upload_and_not_the_session(string coding)
    {
        await using CallRecorder provider = await CallRecorder.StartAsync(
            new TestProxyOptions { Routes = $"routes: [{{host: {Outside.Claude}, agent_credentials: true, unmetered: true}}]" });
        await using RawClient client = await provider.TunnelAsync();
        string form = $"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.env\"\r\n\r\nKEY={Secrets.Shaped}\r\n--b--\r\n";
        string body = coding.Length == 0 ? form : Encoding.Latin1.GetString(Coder.Code(coding, form));
        await client.SendAsync(
            $"POST /v1/files HTTP/1.1\r\nHost: {Outside.Claude}\r\nContent-Type: multipart/form-data; boundary=b\r\n"
                + $"{(coding.Length == 0 ? "" : $"Content-Encoding: {coding}\r\n")}Content-Length: {body.Length}\r\n\r\n{body}");
        (string head, string answer) = await client.ReadMessageAsync();
        Assert.That(head, Does.StartWith("HTTP/1.1 403 ").And.Contain("dlp_match"), answer);
        Assert.That(answer, Does.Contain("only values in JSON strings are masked"));
        await using RawClient next = await provider.TunnelAsync();
        await next.SendAsync(ModelCalls.PostClaude(Body($"I could not upload {Secrets.Shaped}")));
        Assert.That((await next.ReadMessageAsync()).Head, Does.StartWith("HTTP/1.1 200 "));
        Assert.That((await provider.Requests.Reader.ReadAsync().Within()).Body, Is.EqualTo(Body($"I could not upload {Stars}")));
    }

    private static string Body(string text) => $$"""{"model":"claude-x","max_tokens":64,"messages":[{"role":"user","content":"{{text}}"}]}""";

    private static string Filled(string text) => text.Replace("SHAPED", Secrets.Shaped, StringComparison.Ordinal);
}
