using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using BotBottle.Controller.Demo;

namespace BotBottle.Core.Tests.EndToEnd.Agents.Wires;

/// <summary>
/// The WebSocket side of the Responses API: one response for each <c>response.create</c>. A request may contain only the new items since an earlier response; a
/// warm-up (<c>generate: false</c>) costs nothing.
/// </summary>
/// <param name="socket">The WebSocket, accepted.</param>
/// <param name="answer">Writes the reply to a call from its id, its model and the model's reply.</param>
/// <param name="sent">Awaited after each event, with the reply and the number of its events so far.</param>
/// <param name="keep">Receives each message.</param>
internal sealed class ResponsesSocket(
    System.Net.WebSockets.WebSocket socket,
    Func<JsonObject, bool, Task<(string Id, string Model, ModelReply Reply)>> answer,
    Func<ModelReply, int, Task> sent,
    Action<byte[]> keep)
{
    private static readonly ResponsesWire Wire = new();

    private readonly Dictionary<string, JsonArray> _conversations = [];

    /// <summary>Serves until either side closes.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using MemoryStream message = new();
        byte[] buffer = new byte[64 * 1024];
        while (true)
        {
            ValueWebSocketReceiveResult received = await socket.ReceiveAsync(buffer.AsMemory(), cancellation);
            if (received.MessageType == WebSocketMessageType.Close)
            {
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancellation);
                return;
            }

            message.Write(buffer, 0, received.Count);
            if (received.EndOfMessage)
            {
                keep(message.ToArray());
                await AnswerAsync((JsonObject)JsonNode.Parse(message.ToArray())!, cancellation);
                message.SetLength(0);
            }
        }
    }

    private async Task AnswerAsync(JsonObject request, CancellationToken cancellation)
    {
        if (request["type"]?.GetValue<string>() != "response.create")
        {
            throw new InvalidOperationException($"not a response.create: {request["type"]}");
        }

        JsonArray input = request["previous_response_id"]?.GetValue<string>() is { } before ? (JsonArray)_conversations[before].DeepClone() : [];
        foreach (JsonObject item in JsonText.Objects(request["input"]))
        {
            input.Add(item.DeepClone());
        }

        request["input"] = input;
        bool isWarmUp = request["generate"]?.GetValue<bool>() == false;
        (string id, string model, ModelReply reply) = await answer(request, isWarmUp);
        JsonArray conversation = (JsonArray)input.DeepClone();
        int count = 0;
        foreach (SimulatedEvent next in Wire.Stream(id, model, reply))
        {
            JsonObject data = (JsonObject)JsonNode.Parse(next.Data)!;
            if (isWarmUp && next.Name is not ("response.created" or "response.completed"))
            {
                continue;
            }

            if (isWarmUp && data["response"]!["output"] is JsonArray output)
            {
                output.Clear();
            }
            else if (next.Name == "response.output_item.done")
            {
                conversation.Add(data["item"]!.DeepClone());
            }

            if (request["stream_id"] is { } lane)
            {
                data["stream_id"] = lane.DeepClone();
            }

            await socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(data), WebSocketMessageType.Text, true, cancellation);
            await sent(reply, ++count);
        }

        _conversations[$"resp_{id}"] = conversation;
    }
}
