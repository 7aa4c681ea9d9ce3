using System.Text;
using BotBottle.Core.Usage;

namespace BotBottle.Core.Tests.Core.Usage;

[Parallelizable(ParallelScope.All)]
public sealed class ResponsesRequestTests
{
    [TestCase("""{"type":"response.create","model":"m","max_output_tokens":9}""", ResponsesRequestKind.Create, null)]
    [TestCase("""{"model":"m","stream_id":"a b","type":"response.create","generate":false}""", ResponsesRequestKind.Create, "a b")]
    [TestCase("""{"type":"response.create","stream_id":null,"model":"m"}""", ResponsesRequestKind.Create, null)]
    [TestCase("""{"type":"response.cr\u0065ate"}""", ResponsesRequestKind.Create, null)]
    [TestCase("""{"type":"response.cancel"}""", ResponsesRequestKind.Free, null)]
    [TestCase("""{"type":"response.processed","stream_id":"x"}""", ResponsesRequestKind.Free, "x")]
    [TestCase("""{"type":"response.create.more"}""", ResponsesRequestKind.Unknown, null)]
    [TestCase("""{"item":{"type":"response.create"}}""", ResponsesRequestKind.Unknown, null)]
    [TestCase("""{}""", ResponsesRequestKind.Unknown, null)]
    public void Kind_and_lane_are_read(string json, ResponsesRequestKind kind, string? lane) => EverySplit(json, request =>
        Assert.That((request.Kind, request.Lane, request.Facts.Fault), Is.EqualTo((kind, lane, RequestFault.None))));

    [TestCase("""{"type":"response.create","type":"response.create"}""", RequestFault.AmbiguousKey, "type")]
    [TestCase("""{"t\u0079pe":"response.create"}""", RequestFault.AmbiguousKey, "type")]
    [TestCase("""{"TYPE":"response.create"}""", RequestFault.AmbiguousKey, "type")]
    [TestCase("""{"type":["response.create"]}""", RequestFault.BadValue, "type")]
    [TestCase("""{"type":1}""", RequestFault.BadValue, "type")]
    [TestCase("""{"type":"response.create","stream_id":""}""", RequestFault.BadValue, "stream_id")]
    [TestCase("""{"type":"response.create","stream_id":"é"}""", RequestFault.BadValue, "stream_id")]
    [TestCase("""{"type":"response.create","stream_id":true}""", RequestFault.BadValue, "stream_id")]
    [TestCase("""{"type":"response.create","generate":0}""", RequestFault.BadValue, "generate")]
    [TestCase("""{"type":"response.create","generate":true,"generate":false}""", RequestFault.AmbiguousKey, "generate")]
    [TestCase("""{"type":"response.create","response":{}}""", RequestFault.BadValue, "response")]
    [TestCase("""{"type":"response.create","model":"a","model":"b"}""", RequestFault.AmbiguousKey, "model")]
    [TestCase("""{"type":"response.create","background":"yes"}""", RequestFault.BadValue, "background")]
    [TestCase("""{"type":"response.create"} x""", RequestFault.NotJson, null)]
    [TestCase("""{"type":"response.create" """, RequestFault.NotJson, null)]
    public void An_invalid_message_is_no_call(string json, RequestFault fault, string? key) => EverySplit(json, request =>
        Assert.That((request.Kind, request.Facts.Fault, request.Facts.FaultKey), Is.EqualTo((ResponsesRequestKind.Unknown, fault, key))));

    [Test]
    public void A_lane_has_at_most_128_characters()
    {
        EverySplit($$"""{"type":"response.create","stream_id":"{{new string('a', 128)}}"}""", request => Assert.That(request.Lane, Has.Length.EqualTo(128)));
        EverySplit(
            $$"""{"type":"response.create","stream_id":"{{new string('a', 129)}}"}""", request => Assert.That(request.Facts.FaultKey, Is.EqualTo("stream_id")));
        EverySplit(
            $$"""{"type":"response.create","stream_id":"{{new string('a', 500)}}"}""", request => Assert.That(request.Facts.FaultKey, Is.EqualTo("stream_id")));
    }

    private static void EverySplit(string json, Action<ResponsesRequest> check)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(json);
        for (int cut = 0; cut <= bytes.Length; cut++)
        {
            using ResponsesRequestReader reader = new();
            reader.Append(bytes.AsSpan(0, cut));
            reader.Append(bytes.AsSpan(cut));
            check(reader.Complete());
        }
    }
}
