using BotBottle.Core.Budgets;
using BotBottle.Core.Control;
using BotBottle.Core.Policy;
using BotBottle.Proxy.Outbound;
using BotBottle.Proxy.Tests.Support;
using static BotBottle.Proxy.Tests.Outbound.CodedCalls;

namespace BotBottle.Proxy.Tests.Outbound;

/// <summary>A body with a content coding goes to a model provider as text with masks if something is found in it, and else as it came.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class DecodedBodyTests
{
    private static readonly string Stars = new('*', Secrets.Shaped.Length);

    [TestCaseSource(typeof(Coder), nameof(Coder.Codings))]
    public async Task A_find_is_masked_at_every_cut_of_the_coded_bytes(string coding)
    {
        byte[] body = Coder.Code(coding, Body($"key = {Secrets.Shaped}"));
        await using CallRecorder provider = await CallRecorder.StartAsync();
        await using RawClient client = await provider.TunnelAsync();
        for (int cut = 0; cut <= body.Length; cut++)
        {
            await client.SendAsync(Head(coding, "Transfer-Encoding: chunked") + Chunks(body[..cut], body[cut..]));
            Assert.That((await client.ReadMessageAsync()).Head, Does.StartWith("HTTP/1.1 200 "), $"cut at {cut}");
            (string head, string text) = await provider.Requests.Reader.ReadAsync().Within();
            Assert.That(text, Is.EqualTo(Body($"key = {Stars}")), $"cut at {cut}");
            Assert.That(head, Does.Contain("Transfer-Encoding: chunked").And.Not.Contain("Content-Encoding").And.Not.Contain("Content-Length"));
        }
        string log = provider.Outside.Proxy.Log.ToString();
        Assert.That(log.Split("dlp_redacted"), Has.Length.EqualTo(2), log);
        Assert.That(log, Does.Contain("masked: GitLab token in the body:").And.Not.Contain(Secrets.Shaped));
    }

    [TestCase("gzip")]
    [TestCase("br")]
    [TestCase("zstd")]
    public async Task A_clean_body_goes_on_as_it_came_at_every_cut(string coding)
    {
        byte[] body = Coder.Code(coding, Body("nothing to see"));
        await using CallRecorder provider = await CallRecorder.StartAsync();
        await using RawClient client = await provider.TunnelAsync();
        await client.SendAsync(Head(coding, $"Content-Length: {body.Length}") + Latin1(body));
        await AssertReceivedAsync($"Content-Length: {body.Length}\r\n");
        for (int cut = 0; cut <= body.Length; cut += 3)
        {
            await client.SendAsync(Head(coding, "Transfer-Encoding: chunked") + Chunks(body[..cut], body[cut..]));
            await AssertReceivedAsync("Transfer-Encoding: chunked\r\n");
        }

        async Task AssertReceivedAsync(string framing)
        {
            Assert.That((await client.ReadMessageAsync()).Head, Does.StartWith("HTTP/1.1 200 "));
            (string head, string text) = await provider.Requests.Reader.ReadAsync().Within();
            Assert.That(text, Is.EqualTo(Latin1(body)));
            Assert.That(head, Does.Contain($"Content-Encoding: {Coder.Field(coding)}\r\n").And.Contain(framing));
        }
    }

    /// <summary>More than may wait, of noise that does not shrink: the text streams, and a find at its begin, middle or end is masked.</summary>
    [TestCase("gzip", 0)]
    [TestCase("zstd", 1)]
    [TestCase("br", 2)]
    [TestCase("gzip", 3)]
    public async Task A_long_body_is_masked_as_it_streams(string coding, int place)
    {
        Random random = new(place);
        string[] noise = [.. Enumerable.Range(0, 3).Select(_ => random.GetString("abcdefghijklmnopqrstuvwxyz", 300_000))];
        string given = Joined(Secrets.Shaped);
        byte[] body = Coder.Code(coding, given);
        Assert.That(body, Has.Length.GreaterThan(512 * 1024));
        await using CallRecorder provider = await CallRecorder.StartAsync();
        await using RawClient client = await provider.TunnelAsync();
        await client.SendAsync(Head(coding, $"Content-Length: {body.Length}") + Latin1(body));
        Assert.That((await client.ReadMessageAsync()).Head, Does.StartWith("HTTP/1.1 200 "));
        (string head, string text) = await provider.Requests.Reader.ReadAsync().Within();
        Assert.That(text == Joined(Stars), Is.True);
        Assert.That(head, Does.Contain("Transfer-Encoding: chunked").And.Not.Contain("Content-Encoding"));

        string Joined(string value) => Body(string.Concat(Enumerable.Range(0, 3).Select(i => (i == place ? $" {value} " : " ") + noise[i])));
    }

    [TestCase("Content-Encoding: GZIP")]
    [TestCase("Content-Encoding: x-gzip")]
    [TestCase("content-encoding:\tgZip \t")]
    public async Task Other_spellings_of_a_coding_are_the_coding(string field)
    {
        byte[] body = Coder.Code("gzip", Body(Secrets.Shaped));
        await using CallRecorder provider = await CallRecorder.StartAsync();
        await using RawClient client = await provider.TunnelAsync();
        await client.SendAsync(Post($"{field}\r\nContent-Length: {body.Length}") + Latin1(body));
        Assert.That((await client.ReadMessageAsync()).Head, Does.StartWith("HTTP/1.1 200 "));
        (string head, string text) = await provider.Requests.Reader.ReadAsync().Within();
        Assert.That(text, Is.EqualTo(Body(Stars)));
        Assert.That(head, Does.Not.Contain("ncoding: g").IgnoreCase.And.Not.Contain("x-gzip"));
    }

    [Test]
    public async Task Clean_deflate_goes_on_as_text([Values("deflate", "raw")] string coding)
    {
        byte[] body = Coder.Code(coding, Body("nothing"));
        await using CallRecorder provider = await CallRecorder.StartAsync();
        await using RawClient client = await provider.TunnelAsync();
        await client.SendAsync(Head(coding, $"Content-Length: {body.Length}") + Latin1(body));
        Assert.That((await client.ReadMessageAsync()).Head, Does.StartWith("HTTP/1.1 200 "));
        (string head, string text) = await provider.Requests.Reader.ReadAsync().Within();
        Assert.That((text, head.Contains("Content-Encoding", StringComparison.Ordinal)), Is.EqualTo((Body("nothing"), false)));
    }

    [Test]
    public async Task Two_parts_that_decode_to_one_text_are_one_text([Values("gzip", "zstd")] string coding, [Values(false, true)] bool apart)
    {
        string text = Body(Secrets.Shaped);
        int middle = text.IndexOf(Secrets.Shaped, StringComparison.Ordinal) + 10;
        // RFC 8878 section 3.1.2: a skippable frame of three bytes.
        byte[] between = coding == "zstd" ? [0x50, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 1, 2, 3] : [];
        byte[] first = Coder.Code(coding, text[..middle]);
        byte[] second = [.. between, .. Coder.Code(coding, text[middle..])];
        await using CallRecorder provider = await CallRecorder.StartAsync();
        await using RawClient client = await provider.TunnelAsync();
        await client.SendAsync(Head(coding, "Transfer-Encoding: chunked") + (apart ? Chunks(first, second) : Chunks([.. first, .. second], [])));
        Assert.That((await client.ReadMessageAsync()).Head, Does.StartWith("HTTP/1.1 200 "));
        Assert.That((await provider.Requests.Reader.ReadAsync().Within()).Body, Is.EqualTo(Body(Stars)));
    }

    [TestCase("host-codex-key", "known secret")]
    [TestCase("thinking", "signed or encrypted content")]
    [TestCase("Content-Digest: sha-256=:abc:\r\n", "cannot be masked")]
    public async Task A_coded_body_that_must_not_be_masked_stays_refused_with_its_reason(string what, string reason)
    {
        string field = what.StartsWith("Content", StringComparison.Ordinal) ? what : "";
        string text = what == "thinking"
            ? $$"""{"model":"m","max_tokens":9,"messages":[{"content":[{"type":"thinking","thinking":"{{Secrets.Shaped}}"}]}]}"""
            : Body(field.Length > 0 ? Secrets.Shaped : what);
        byte[] body = Coder.Code("gzip", text);
        await using CallRecorder provider = await CallRecorder.StartAsync();
        await using RawClient client = await provider.TunnelAsync();
        await client.SendAsync(Head("gzip", $"{field}Content-Length: {body.Length}") + Latin1(body));
        await AssertRefusedAsync(provider, client, reason);
    }

    /// <summary>Random texts, places of values, codings and cuts: the provider gets what it gets of the same body without a coding.</summary>
    [Test]
    public async Task A_coded_body_is_masked_as_the_same_body_without_a_coding()
    {
        await using CallRecorder provider = await CallRecorder.StartAsync();
        await using RawClient client = await provider.TunnelAsync();
        for (int seed = 0; seed < 40; seed++)
        {
            Random random = new(seed);
            string text = Body(string.Concat(Enumerable.Range(0, random.Next(1, 6)).Select(_ => Part(random))));
            await client.SendAsync(ModelCalls.PostClaude(text));
            string due = await ReceivedAsync(seed);
            string coding = Coder.Codings[seed % Coder.Codings.Count];
            byte[] body = Coder.Code(coding, text);
            List<byte[]> pieces = [];
            for (int at = 0; at < body.Length; at += pieces[^1].Length)
            {
                pieces.Add(body[at..Math.Min(body.Length, at + random.Next(1, 1 << random.Next(1, 17)))]);
            }
            await client.SendAsync(Head(coding, "Transfer-Encoding: chunked") + Chunks([.. pieces]));
            bool isAsSent = due == text && coding is not ("deflate" or "raw") && body.Length <= RequestPump.MostHeld;
            Assert.That(await ReceivedAsync(seed) == (isAsSent ? Latin1(body) : due), Is.True, $"seed {seed}, {coding}, {body.Length} bytes");
        }

        async Task<string> ReceivedAsync(int seed)
        {
            Assert.That((await client.ReadMessageAsync()).Head, Does.StartWith("HTTP/1.1 200 "), $"seed {seed}");
            return (await provider.Requests.Reader.ReadAsync().Within()).Body;
        }

        static string Part(Random random) => random.Next(5) switch
        {
            0 => $" {Secrets.Shaped} ",
            1 => $"\\n{Secrets.Token}\\\"",
            2 => new string(' ', random.Next(50_000)),
            _ => random.GetString("abcdefghijklmnopqrstuvwxyz    ", random.Next(200_000)),
        };
    }

    /// <summary>Decoders with a wide window are few. A call that waits for its admission needs none.</summary>
    [Test]
    public async Task Calls_that_wait_for_their_admission_keep_no_decoder()
    {
        const int calls = 12;
        await using FakeController controller = new();
        controller.Order(RunOrders.Open);
        TaskCompletionSource<AdmissionAnswer> admission = new();
        controller.Admit = _ => admission.Task;
        await using CallRecorder provider = await CallRecorder.StartAsync(
            controller.Options with { Routes = $"routes: [{{host: {Outside.Claude}, dlp: {{outbound_on_match: redact}}}}]" });
        await FakeController.ReadyAsync(provider.Outside.Proxy);
        List<RawClient> clients = [];
        for (int i = 0; i < calls; i++)
        {
            byte[] body = Coder.Code("br", Body(i % 2 == 0 ? "clean" : Secrets.Shaped));
            clients.Add(await provider.TunnelAsync());
            await clients[i].SendAsync(Head("br", $"Content-Length: {body.Length}") + Latin1(body));
            await controller.Admissions.Reader.ReadAsync().Within();
        }
        admission.SetResult(new AdmissionAnswer(AdmissionVerdict.Admitted));
        foreach (RawClient client in clients)
        {
            Assert.That((await client.ReadMessageAsync()).Head, Does.StartWith("HTTP/1.1 200 "));
            await client.DisposeAsync();
        }
    }

    [Test]
    public async Task A_client_that_waits_for_100_gets_it_and_is_masked()
    {
        byte[] body = Coder.Code("zstd", Body(Secrets.Shaped));
        await using CallRecorder provider = await CallRecorder.StartAsync();
        await using RawClient client = await provider.TunnelAsync();
        await client.SendAsync(Head("zstd", $"Expect: 100-continue\r\nContent-Length: {body.Length}"));
        Assert.That(await client.ReadHeadAsync(), Does.StartWith("HTTP/1.1 100 "));
        await client.SendAsync(Latin1(body));
        Assert.That((await client.ReadMessageAsync()).Head, Does.StartWith("HTTP/1.1 200 "));
        (string head, string text) = await provider.Requests.Reader.ReadAsync().Within();
        Assert.That((text, head.Contains("Expect", StringComparison.Ordinal)), Is.EqualTo((Body(Stars), false)));
    }

    [Test]
    public async Task Other_hosts_stay_as_they_are()
    {
        byte[] body = Coder.Code("gzip", Body(Secrets.Shaped));
        Recorder upstream = new();
        await using Outside outside = await Outside.WithAsync(upstream.ServeAsync, Secrets.On("redact"));
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Outside.Plain}:443");
        await client.SendAsync(
            $"POST /a HTTP/1.1\r\nHost: {Outside.Plain}\r\nContent-Encoding: gzip\r\nContent-Length: {body.Length}\r\n\r\n{Latin1(body)}");
        Assert.That((await client.ReadMessageAsync()).Body, Does.Contain("a compressed body cannot be masked"));
    }

    [TestCase(ApprovalVerdict.Rejected)]
    [TestCase(ApprovalVerdict.Approved)]
    public async Task An_operators_answer_decides_on_the_text(ApprovalVerdict verdict)
    {
        byte[] body = Coder.Code("br", Body(Secrets.Shaped));
        await using FakeController controller = new() { Approve = _ => Task.FromResult(new ApprovalAnswer(verdict, "a1")) };
        controller.Order(RunOrders.Open);
        await using CallRecorder provider = await CallRecorder.StartAsync(controller.Options);
        await FakeController.ReadyAsync(provider.Outside.Proxy);
        await using RawClient client = await provider.TunnelAsync();
        await client.SendAsync(Head("br", $"Content-Length: {body.Length}") + Latin1(body));
        Assert.That((await client.ReadMessageAsync()).Head, Does.StartWith("HTTP/1.1 200 "));
        Assert.That(
            (await provider.Requests.Reader.ReadAsync().Within()).Body, Is.EqualTo(verdict == ApprovalVerdict.Rejected ? Body(Stars) : Latin1(body)));
    }
}
