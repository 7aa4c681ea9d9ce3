using BotBottle.Core.Control;
using BotBottle.Proxy.Tests.Support;

namespace BotBottle.Proxy.Tests.Exchange;

/// <summary>What would spend where no answer shows it (DESIGN 5.8): asked for as such, and refused under a hard budget before the upstream has the whole request.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class UnmeteredTests
{
    private const string Batch = """{"requests":[{"custom_id":"1","params":{"model":"claude-x","max_tokens":64,"messages":[]}}]}""";

    [TestCase(Outside.Claude, "/v1/messages/batches", Batch)]
    [TestCase(Outside.Claude, "/v1/messages/batches?beta=true", Batch)]
    [TestCase(Outside.Claude, "//v1/Messages%2Fbatches/", Batch)]
    [TestCase(Outside.Claude, "/v1/sessions/abc/events", """{"events":[]}""")]
    [TestCase(Outside.OpenAi, "/v1/batches", """{"input_file_id":"file-1","endpoint":"/v1/responses","completion_window":"24h"}""")]
    [TestCase(Outside.OpenAi, "/v1/batches;a=b", """{"input_file_id":"file-1"}""")]
    [TestCase(Outside.OpenAi, "/v1/responses", """{"model":"gpt-x","background":true,"input":"hi"}""")]
    [TestCase(Outside.OpenAi, "/v1/realtime/client_secrets", "{}")]
    [TestCase(Outside.OpenAi, "/v1/realtime/calls", "v=0")]
    [TestCase(Outside.OpenAi, "/v1/fine_tuning/jobs", """{"model":"gpt-x","training_file":"file-1"}""")]
    [TestCase(Outside.OpenAi, "/v1/threads/t/runs", """{"assistant_id":"a"}""")]
    [TestCase(Outside.OpenAi, "/v1/evals/e/runs", """{"data_source":{}}""")]
    [TestCase(Outside.OpenAi, "/v1/videos", """{"model":"sora","prompt":"x"}""")]
    public async Task Is_asked_for_as_unmetered_and_refused(string host, string path, string body)
    {
        await using FakeController controller = new()
        {
            Admit = asked => Task.FromResult(new AdmissionAnswer(asked.Unmetered ? AdmissionVerdict.UnmeteredCall : AdmissionVerdict.Admitted)),
        };
        controller.Order(RunOrders.Open);
        Recorder upstream = new(Script.Json("{}"));
        await using Outside outside = await Outside.WithAsync(upstream.ServeAsync, controller.Options);
        await FakeController.ReadyAsync(outside.Proxy);
        await using RawClient client = await outside.Proxy.TunnelAsync($"{host}:443");
        await client.SendAsync(ModelCalls.Post(host, path, body));
        (string head, string answer) = await client.ReadMessageAsync();
        Assert.That(head, Does.StartWith("HTTP/1.1 400 ").And.Contain("x-bot-bottle-reason: unmetered_call"), answer);
        Assert.That(System.Text.Encoding.Latin1.GetString((await upstream.EndAsync(outside)).Bytes), Does.Not.Contain(body), "the last byte was not sent");
    }
}
