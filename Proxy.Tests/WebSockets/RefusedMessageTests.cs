using System.Text.Json.Nodes;
using BotBottle.Core.Budgets;
using BotBottle.Core.Usage;
using BotBottle.Core.WebSocket;
using static BotBottle.Proxy.Tests.WebSockets.MeteredSocket;

namespace BotBottle.Proxy.Tests.WebSockets;

/// <summary>Messages of a client that do not reach the Responses API, and their errors.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class RefusedMessageTests
{
    private static readonly BudgetRefusal Spent = new("host", "codex", "tokens", 1000, 1200, 0, null);

    [Test]
    public async Task A_refusal_is_an_error_message_in_its_lane_and_the_socket_stays_open()
    {
        await using MeteredSocket setup = await MeteredSocket.StartAsync();
        setup.Controller.Admit = _ => Task.FromResult(new AdmissionAnswer(AdmissionVerdict.BudgetExhausted, Refusal: Spent));
        await setup.Client.SendTextAsync("""{"type":"response.create","stream_id":"a","model":"gpt-x"}""");
        JsonNode error = JsonNode.Parse(await setup.Client.ReadTextAsync())!;
        Assert.That(error["type"]!.GetValue<string>(), Is.EqualTo("error"));
        Assert.That(error["status"]!.GetValue<int>(), Is.EqualTo(429));
        Assert.That(error["stream_id"]!.GetValue<string>(), Is.EqualTo("a"));
        Assert.That(error["error"]!["type"]!.GetValue<string>(), Is.EqualTo("usage_limit_reached"));
        Assert.That(error["headers"]!["x-codex-promo-message"]!.GetValue<string>(), Does.Contain("codex, scope host: 1200 of 1000 tokens spent"));
        Assert.That(error["headers"]!["x-bot-bottle-reason"]!.GetValue<string>(), Is.EqualTo("budget_exhausted"));
        Assert.That(error["bot_bottle"]!["limit"]!.GetValue<int>(), Is.EqualTo(1000));

        setup.Controller.Admit = _ => Task.FromResult(new AdmissionAnswer(AdmissionVerdict.Admitted));
        await setup.Client.SendTextAsync(Create);
        Assert.That(await setup.Upstream.ReadTextAsync(), Is.EqualTo(Create), "no part of the refused message arrived");
        await setup.Upstream.SendTextAsync(Completed("resp_1", 16, 7));
        Assert.That((await setup.ReportAsync()).Usage.Output, Is.EqualTo(7));
    }

    [TestCase("""{"type":"response.create","model":"a","model":"b"}""", "model")]
    [TestCase("""{"type":"response.create","mod\u0065l":"a"}""", "model")]
    [TestCase("""{"type":"response.create","type":"response.cancel","model":"a"}""", "type")]
    [TestCase("""{"Type":"response.create","type":"response.cancel","model":"a"}""", "type")]
    [TestCase("""{"type":"response.create","stream_id":"a","stream_id":"b","model":"a"}""", "stream_id")]
    [TestCase("""{"type":"response.create","stream_id":7,"model":"a"}""", "stream_id")]
    [TestCase("""{"type":"response.create","response":{"model":"a","background":true}}""", "response")]
    [TestCase("""{"type":"session.update","model":"a"}""", "only response.create")]
    [TestCase("""{"type":"response.inject","response_id":"r","input":[]}""", "only response.create")]
    [TestCase("""{"model":"a"}""", "only response.create")]
    [TestCase("""[1]""", "not a JSON object")]
    [TestCase("hello", "not a JSON object")]
    [TestCase("", "not a JSON object")]
    public async Task An_ambiguous_or_unreadable_message_is_refused(string message, string says)
    {
        await using MeteredSocket setup = await MeteredSocket.StartAsync();
        await setup.Client.SendTextAsync(message);
        JsonNode error = JsonNode.Parse(await setup.Client.ReadTextAsync())!;
        Assert.That(error["status"]!.GetValue<int>(), Is.EqualTo(400));
        Assert.That(error["error"]!["message"]!.GetValue<string>(), Does.Contain(says));
        await setup.Client.SendTextAsync("""{"type":"response.cancel","response_id":"resp_1"}""");
        Assert.That(await setup.Upstream.ReadTextAsync(), Does.Contain("response.cancel"), "the earlier bytes were not forwarded");
        Assert.That(setup.Controller.Admissions.Reader.TryRead(out _), Is.False);
    }

    [TestCase(WebSocketSide.Client)]
    [TestCase(WebSocketSide.Server)]
    public async Task A_binary_message_ends_the_WebSocket(WebSocketSide sender)
    {
        await using MeteredSocket setup = await MeteredSocket.StartAsync();
        await setup.Client.SendTextAsync(Create);
        await setup.Upstream.ReadTextAsync();
        await (sender == WebSocketSide.Client ? setup.Client : setup.Upstream).SendAsync(WebSocketOpcode.Binary, "x");
        if (sender == WebSocketSide.Client)
        {
            Assert.That(await setup.Client.ReadAsync(), Does.StartWith("close:1003"));
            await setup.Upstream.SendTextAsync(Completed("resp_1", 16, 7));
            Assert.That((await setup.ReportAsync()).Quality, Is.EqualTo(UsageQuality.Exact), "the call in progress is read to the end");
            return;
        }
        Assert.That(await setup.Client.ReadAsync(), Does.StartWith("close:1011"));
        Assert.That((await setup.ReportAsync()).Quality, Is.EqualTo(UsageQuality.Partial));
    }

    [Test]
    public async Task A_too_large_message_ends_the_WebSocket()
    {
        await using MeteredSocket setup = await MeteredSocket.StartAsync();
        await setup.Client.Peer.SendAsync(setup.Client.Frame(WebSocketOpcode.Text, new string(' ', (32 * 1024 * 1024) + 1)));
        Assert.That(await setup.Client.ReadAsync(), Does.StartWith("close:1009"));
        Assert.That(await setup.Upstream.ReadAsync(), Is.EqualTo("close:1001"));
    }
}
